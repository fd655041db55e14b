"""Everything that changes a shop or the way to one."""
