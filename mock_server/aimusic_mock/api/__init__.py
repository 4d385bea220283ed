"""One request of the API, from its bytes to its reply: the pipeline, its steps and the handlers."""
