"""The terms of trade in the back office."""
