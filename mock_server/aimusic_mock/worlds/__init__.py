"""Isolated worlds: the registry, the state they start with, and snapshots."""
