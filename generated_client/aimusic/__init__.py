"""The hand-written SDK over the generated client: the only door to it.

So far there is a version and nothing else: to call the API now, use `aimusic_client`, which is generated from the
contract and complete. What comes here is a client that waits for tasks, survives refusals and lost connections, and
raises typed errors. It may know `aimusic_client`, httpx and attrs, and must not know the mock or Flask.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
"""Equal to the version of the contract: contract, client and mock are one consistent set."""
