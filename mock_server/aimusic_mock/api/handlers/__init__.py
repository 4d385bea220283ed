"""The handlers, one module for each product: they read the body, call the domain and build the reply."""
