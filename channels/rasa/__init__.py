"""Doors to Rasa: its clients talk to us, its assistants call us, its trackers go in and out.

Every word that comes in by these doors takes the way of every other channel: it is appended to the
log, judged by the guards and answered by a worker.
"""
