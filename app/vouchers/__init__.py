"""Vouchers: a code takes rupiah off the goods of a checkout, somebody bears it, and no use is one too many."""
