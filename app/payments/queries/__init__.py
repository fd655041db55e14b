"""Everything that only looks, one module for each noun."""
