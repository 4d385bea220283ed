"""Drift: what the proxy sees, keeps, plays again, and finds."""
