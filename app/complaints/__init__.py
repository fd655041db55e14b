"""Complaints of the public: each gets a number at once and one answer in time (PP 80/2019, Permendag 31/2023)."""
