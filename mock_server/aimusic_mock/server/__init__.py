"""Serve the WSGI app over HTTP with uvicorn: connections, slow clients, network faults. Knows nothing of the API."""
