"""Pictures: received as they are, shown only after they were drawn anew in our sizes."""
