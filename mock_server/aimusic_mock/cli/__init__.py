"""The commands of `aimusic-mock`, one module each, which holds the click command as `command`.

A command returns its exit status. `__main__` imports only the module of the requested command, so that `serve` does not
wait for what `proxy` needs.
"""
