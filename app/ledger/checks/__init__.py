"""What must not be, by noun: each query finds one kind of difference, and its columns become the facts of the line."""
