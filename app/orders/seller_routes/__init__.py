"""Pages of a seller's orders: one by one, many at once, on paper."""
