"""What a person reads when a message could not be taken or answered, in both languages."""
