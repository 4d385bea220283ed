"""Tasks and clips: their state, the polling schedule, and the public classes."""
