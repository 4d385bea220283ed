"""Invalid input of every kind that comes from outside, generated: it is refused in a sentence or used, and never breaks anything.

`make test` tries a few fixed examples of each; `make fuzz` draws new ones, thousands, and is the nightly job's. Tests of this
kind that stand beside the code that they are about have the same mark, `fuzz`.
"""
