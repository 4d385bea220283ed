"""Downloads that resume where they stopped."""
