"""Requests that leave this process: which addresses are allowed, one HTTP request, and the probe of uploads."""
