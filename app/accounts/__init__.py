"""People: registration with recorded consents, confirmation, sessions that end at once, addresses."""
