"""The matrix of all that the contract documents: each operation with each status, example, task state and dialect.

Its rows come from the bundle and from nowhere else; what the mock answers is compared with the bundle's own examples and
with decision 0006, by code that shares nothing with the mock's. A cell that no request reaches is a hole.
"""
