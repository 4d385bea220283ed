"""The commands. Each parses its arguments, calls the SDK, and prints the result with `_output`."""
