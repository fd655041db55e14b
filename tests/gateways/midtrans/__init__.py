"""What only Midtrans does, beyond the contract of all gateways."""
