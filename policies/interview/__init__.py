"""A structured interview: code walks the tree, counts and decides; a model words and judges.

Rule 1: `walk`, `navigation` and `diagnosis` decide; they are pure and never ask a model.
Rule 2: nothing counts as said unless the person said it, word for word.
Rule 3: vague is never yes, and impairment is never inferred.
Rule 4: what is asked about is never altered; only the words around it may be a model's.
"""
