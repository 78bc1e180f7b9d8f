"""Simulated clients: they know only the wire."""
