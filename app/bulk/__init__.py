"""Many products at once: spreadsheets and pictures come in and go out, row by row, in the background."""
