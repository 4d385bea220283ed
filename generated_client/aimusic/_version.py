"""The version, in a module of its own: the transport names it to the service, and the door exports it."""

__version__ = "0.1.0"
"""Equal to the version of the contract: contract, client and mock are one consistent set."""
