"""Taxes: the yearly statement of a seller whose turnover stays small, and what finance admins say to it."""
