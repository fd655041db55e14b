"""What the back office keeps: our own ways, the table of zones, hubs."""
