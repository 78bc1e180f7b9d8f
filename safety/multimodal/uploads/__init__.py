"""From bytes of a stranger to a picture of our own making, or a refusal that says why."""
