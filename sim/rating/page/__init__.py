"""Templates of the pages for raters."""
