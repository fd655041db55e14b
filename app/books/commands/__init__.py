"""What finance writes down, and what comparing leaves behind."""
