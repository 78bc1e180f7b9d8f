"""Fine-tuning a vision-language model as a judge: sets of examples, the published recipe."""
