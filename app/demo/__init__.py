"""The example shop: people, shops, products and drawn pictures. Demo mode only."""
