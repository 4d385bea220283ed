"""Carries webhooks to their receivers: signed, on the worlds' clocks, and to no address that may not be sent to."""
