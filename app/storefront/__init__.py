"""The public pages that show products, shops and words together."""
