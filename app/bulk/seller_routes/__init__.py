"""Pages of the seller centre, one module for what comes in and one for what goes out."""
