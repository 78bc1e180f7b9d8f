"""Simulated people with a known ground truth are interviewed, and what was found is scored.

profile -> respondent <-> the bot, over the websocket -> export of the log -> oracle and score.
Knows the wire and the trees as data; the trees are walked here by code of its own.
"""
