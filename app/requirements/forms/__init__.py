"""The shape of input, one module for each noun."""
