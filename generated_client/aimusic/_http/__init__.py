"""HTTP: connections and proxies, the transport with retries and pacing, and calls of the generated functions."""
