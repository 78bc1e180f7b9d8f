"""The second look: a vision-language model judges words and picture together, as ShieldVLM does."""
