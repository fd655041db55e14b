"""What sellers and admins type about shipping."""
