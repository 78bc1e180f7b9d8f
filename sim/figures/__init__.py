"""Figures of a run: who passed, who is better, and how sure that is."""
