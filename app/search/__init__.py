"""Finding products by text: a Whoosh index that only the worker writes."""
