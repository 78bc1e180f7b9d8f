"""The console's own words, in both languages."""
