"""Client cards: who simulated clients are, what they tell, and on which conditions."""
