"""Pages of the seller centre, one module for each noun."""
