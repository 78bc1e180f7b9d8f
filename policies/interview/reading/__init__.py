"""Reads answers by rules alone: yes and no, how often, how long, how sure. No model, no I/O."""
