"""The businesses that sell: their public face, and how they are admitted."""
