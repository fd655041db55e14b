"""Everything that only looks: imports with their rows, and what the shop has now."""
