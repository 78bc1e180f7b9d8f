"""State in, moves out: how each kind of bot decides."""
