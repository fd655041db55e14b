"""Pages of the public and of applicants, one module for each noun."""
