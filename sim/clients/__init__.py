"""Simulated people: what they tell, and how they hear what is asked of them."""
