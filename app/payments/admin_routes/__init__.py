"""The back office of payments: attempts, transfers by hand, ways to pay."""
