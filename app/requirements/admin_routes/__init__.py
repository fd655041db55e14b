"""Pages of the back office, one module for each noun."""
