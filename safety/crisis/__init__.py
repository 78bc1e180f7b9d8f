"""Danger to life in what people say: deterministic, and on in every bot."""
