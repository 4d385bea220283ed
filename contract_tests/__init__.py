"""The suite that holds contract, client and mock together. Not installed."""
