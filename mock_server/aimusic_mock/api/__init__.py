"""API requests, from bytes to reply: the pipeline, its steps and the handlers."""
