"""How well words and pictures are judged together: the published format, and pairs of ours."""
