"""The seller's home: what to do next, and how it goes."""
