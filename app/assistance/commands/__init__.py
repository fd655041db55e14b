"""Agreeing to assistance, and acting by it."""
