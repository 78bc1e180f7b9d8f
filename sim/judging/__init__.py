"""Judging a talk: three people look at it, each through a scale of their own (Psi-Arena)."""
