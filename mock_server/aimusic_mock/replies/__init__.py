"""The JSON of replies and webhooks, in both dialects: pure functions of a task and a time."""
