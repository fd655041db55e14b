"""The buyer's pages, and the photos of a case."""
