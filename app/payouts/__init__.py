"""What a seller has earned, and later how it is paid out."""
