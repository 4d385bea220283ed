"""Planted faults: the proof that the contract suite can fail.

`make mutants` plants one after the other, in the server, in the contract that the suite reads, or in the client, runs the
suite against it, and tells which test found it. What survives is a lie that the suite would believe.
"""
