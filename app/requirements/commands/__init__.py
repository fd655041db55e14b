"""What changes requirements and what is shown for them, one module for each noun."""
