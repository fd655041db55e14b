"""The back office's own pages: what to do next, the health of the shop, who did what."""
