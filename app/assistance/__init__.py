"""Mentors and village kiosks act for sellers who agreed by code, until either ends it, under both names."""
