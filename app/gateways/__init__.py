"""The outside world: payment gateways, mail, files. Each is a Protocol with adapters; none knows our rules."""
