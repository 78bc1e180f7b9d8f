"""A counselling talk in stages: the steps are computed, a model only words and marks.

Rule 1: `progress` and `turn` decide; they are pure and never ask a model.
Rule 2: what a model claims that a person said counts only if the person said it, word for word.
Rule 3: without a model, or when it fails, the data of the bot's folder speak.
"""
