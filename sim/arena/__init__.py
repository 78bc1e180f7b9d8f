"""The arena: who plays whom, how a match is held, and how every one is kept."""
