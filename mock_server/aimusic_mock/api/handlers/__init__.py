"""The handlers, one module a product: parse → domain → reply, and no rules of their own."""
