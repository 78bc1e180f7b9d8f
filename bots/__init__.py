"""What we serve: the host that runs a turn, and one folder a bot."""
