"""Which ways lead where, who offers what, and the tables behind it."""
