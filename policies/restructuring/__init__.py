"""Cognitive restructuring in steps: what comes next is computed, a model only words and marks.

Stage 1 finds the thought, the rule under it and the belief under that (Beck's cognitive theory)
and from them at most three *channels*, each one thought with the distortion it may show. Stage 2
takes each channel through the Defense Attorney Technique (de Oliveira 2011): facts for the thought,
facts against it, verdict. Then it goes on, loops back or closes (Crisp, EMNLP 2025, sections 3-4).

Rule 1: `course` decides where the talk goes; it is pure and never asks a model.
Rule 2: a step is done only by words of the person, copied; a number only if they said it.
Rule 3: every sentence carries its strategy; without a model the book's own sentences are said.
"""
