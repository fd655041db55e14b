"""Prepares the shop, runs server and worker, and starts a dead one again at once: what `make run` starts."""
