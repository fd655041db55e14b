"""What every engine of the search promises."""
