"""How well a toxicity guard sees through disguises, and how often it wrongs ordinary text."""
