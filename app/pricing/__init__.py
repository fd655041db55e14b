"""Arithmetic on what is bought: totals, shipping, commission. Pure: values in, values out."""
