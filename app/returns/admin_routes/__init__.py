"""The back office: cases to mediate, money to send."""
