"""Measures of the shop: how well it finds what people mean."""
