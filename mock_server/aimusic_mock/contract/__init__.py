"""The contract as the mock reads it: operations, validation of request bodies, and error sentences."""
