"""The permits of shops: what they show, what reviewers decide, and what may be published with them."""
