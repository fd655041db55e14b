"""Counts and rows of the back office."""
