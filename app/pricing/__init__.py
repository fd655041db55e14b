"""Arithmetic on what is bought: totals and commission, values in and values out; the rules are read apart."""
