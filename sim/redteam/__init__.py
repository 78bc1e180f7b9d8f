"""Clients who test a bot's safety, and what its event log must show afterwards.

attacks (data) -> attacker <-> the bot, over the websocket -> export of the log -> inspection.
"""
