"""Tools that turn the hand-written contract into the bundle and keep it honest."""
