"""From a probability to a verdict: whose words they are, how they are meant, what is done."""
