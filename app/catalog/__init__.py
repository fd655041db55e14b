"""What is sold: reading products for pages, changing one's own prices and stock."""
