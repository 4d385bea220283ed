"""Tasks and clips: snapshots of their state, polling schedules, and the classes that users hold."""
