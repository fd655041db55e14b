"""Pages of assistance: the helper's, and those of the person who is helped."""
