"""The books in the back office: balances and settlements, and what couriers and hubs were paid."""
