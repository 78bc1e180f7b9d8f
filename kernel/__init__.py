"""The functional core: what a conversation is and how it changes.

Rule 1: nothing here does I/O. No asyncio, no clock, no environment, no randomness.
Rule 2: nothing here knows a bot, a channel or a model by name.
Rule 3: a conversation changes only in `state.evolve`, and only because of an event.
"""
