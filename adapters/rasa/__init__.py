"""A Rasa server, asked over its REST channel."""
