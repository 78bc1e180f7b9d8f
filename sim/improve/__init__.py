"""From scores back into the bot: what is weak, what is known about it, and other words to try."""
