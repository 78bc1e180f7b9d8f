"""A language model as judge of toxic Chinese: a second opinion where the small model is unsure."""
