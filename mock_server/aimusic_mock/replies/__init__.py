"""What the service answers, in both dialects: pure functions from tasks and times to JSON."""
