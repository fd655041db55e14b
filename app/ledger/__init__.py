"""The books: double entry that only grows, and balances that are always a sum."""
