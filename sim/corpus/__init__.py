"""A corpus of simulated dialogues: talks over the wire, labels from their own logs, filters.

After Crisp (EMNLP 2025, section 3): every turn carries its stage, channel and loop, every sentence
of the bot its strategy. The labels are those that the bot kept beside its words; they come with the
export that every person may ask for (`GET /v1/me/export`), so nothing but the wire is needed.
"""
