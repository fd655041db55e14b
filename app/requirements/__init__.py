"""What somebody must show before something may happen: data, what was submitted for it, what was waived."""
