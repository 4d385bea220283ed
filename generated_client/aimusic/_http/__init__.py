"""HTTP: the transport with retries and pacing, and calls of the generated functions."""
