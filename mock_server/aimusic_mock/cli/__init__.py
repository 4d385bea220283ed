"""The commands of `aimusic-mock`, one module each: its options, and what it does with them.

Each has `add_options(command)` and `run(parser, options)`, which returns the exit status. Only the module of the
command that was asked for is imported, so that `serve` does not wait for what `proxy` needs.
"""
