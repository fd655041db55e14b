"""What buyers, sellers and admins say when a sale does not end well."""
