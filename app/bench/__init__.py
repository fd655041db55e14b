"""Measures of the shop: figures come from commands that anybody can run again."""
