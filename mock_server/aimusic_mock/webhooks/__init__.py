"""Webhooks: sign, dispatch, and receive them in a built-in inbox."""
