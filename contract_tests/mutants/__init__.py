"""Planted faults: the proof that the contract suite can fail.

`make mutants` plants each fault in the server, in the contract that the suite reads, or in the client, runs the suite
against it, and prints the test that found it. A fault that survives is an error that the suite cannot detect.
"""
