"""The life of an order after it was placed. Locks: the group first, then its orders, then stock by variant."""
