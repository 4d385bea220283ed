"""The commands, by what they are about. Each reads its arguments, calls the SDK, and hands the result to `_show`."""
