"""Servers of others, as test code: real HTTP on loopback, strict where the real ones are strict."""
