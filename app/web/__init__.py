"""What every page stands on: who is there, which requests are taken, how refusals look."""
