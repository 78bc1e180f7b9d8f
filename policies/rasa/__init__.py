"""The front desk held by a Rasa assistant, which is asked over its REST channel."""
