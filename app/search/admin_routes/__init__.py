"""The search in the back office: what people look for, and what things are called."""
