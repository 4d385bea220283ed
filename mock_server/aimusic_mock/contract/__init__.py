"""The contract's bundle as the mock reads it, validation of bodies, and the sentences of errors."""
