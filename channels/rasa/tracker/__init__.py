"""Rasa's trackers and our logs: each can be written as the other, and back without loss."""
