"""Simulated clients who play a card: what they hear, how it moves them, what they tell, how they
say it."""
