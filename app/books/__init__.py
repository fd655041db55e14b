"""The books for the admin: balances, settlements, exports, and the daily comparison with the gateways."""
