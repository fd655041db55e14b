"""What a visitor means to buy, before signing in too."""
