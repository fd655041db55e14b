"""The regions of Indonesia by their Kemendagri codes: provinces to districts, in our province to villages."""
