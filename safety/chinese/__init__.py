"""Toxic Chinese, plain or disguised: the disguises, what was meant, and a verdict."""
