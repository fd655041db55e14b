"""What the books refuse."""


class UnbalancedEntry(ValueError):
    """The lines of an entry do not sum to zero: a mistake of ours, not of a person."""
