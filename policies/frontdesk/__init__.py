"""The front desk: consent, age, safety, then the bot that fits. Needs no model."""
