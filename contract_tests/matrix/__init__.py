"""The matrix of everything that the contract documents: operations by status, example, task state and dialect.

Rows are read from the bundle only. The mock's replies are compared with the bundle's examples and with decision 0006, by
code that is independent of the mock. A cell that no request reaches is a hole.
"""
