"""Paying a group through a gateway. Paid is learnt from a verified message or by asking, never from a return page."""
