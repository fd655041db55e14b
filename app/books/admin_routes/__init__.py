"""The books in the back office: balances, settlements, bills of couriers and hubs, and other money of the bank."""
