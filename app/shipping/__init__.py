"""What it costs and how long it takes to bring a parcel: estimates by island, weight and destination."""
