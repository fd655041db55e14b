"""From a cart to one order per seller, placed once, at the price the buyer saw."""
