"""Host names that mean this machine, and host names that look like it: one rule for the mock and the SDK."""

from __future__ import annotations

LOOPBACK = [
    "localhost",
    "LocalHost",
    "app.localhost",
    "a.b.LOCALHOST",
    "127.0.0.1",
    "127.255.255.254",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
]
WITH_DOT = ["localhost.", "app.localhost."]
OTHERS = [
    "",
    "localhosts",
    "xlocalhost",
    "localhost.evil.example",
    "app.localhost.evil.example",
    "127.0.0.1.evil.example",
    "128.0.0.1",
    "126.255.255.255",
    "127.1",
    "2130706433",
    "0.0.0.0",  # noqa: S104  # nothing is bound to it
    "10.0.0.1",
    "[::]",
    "[::2]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[127.0.0.1]",
    "[localhost]",
    "[::1",
]
