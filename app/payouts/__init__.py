"""What a seller has earned, how it is paid out, and the statement of each month."""
