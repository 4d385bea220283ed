"""What the proxy does with each exchange: hide its secrets, keep it, check it, and tell what is new.

Checked is what is kept, so that `aimusic-mock drift` finds the same in the cassettes later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from aimusic_mock.drift.cassettes import Cassettes
from aimusic_mock.drift.contract_index import Spec
from aimusic_mock.drift.exchange import Exchange
from aimusic_mock.drift.redaction import Hiding
from aimusic_mock.drift.report import Report, line
from aimusic_mock.drift.response_checks import check


class Recording:
    """One run of the proxy. May be used by several threads.

    Args:
        spec: the contract.
        cassettes: where exchanges are kept.
        tell: takes each line for people.
    """

    def __init__(self, spec: Spec, cassettes: Cassettes, tell: Callable[[str], None]) -> None:
        self.report = Report()
        self._spec = spec
        self._cassettes = cassettes
        self._tell = tell
        self._hiding = Hiding()
        self._lock = threading.Lock()

    def watch(self, exchange: Exchange) -> None:
        """Record an exchange. A failure is reported, and never stops a request."""
        try:
            self._take(exchange)
        except Exception as error:  # noqa: BLE001  # a fault of ours must not become one of the service's
            self._tell(f"cannot check {exchange.method} {exchange.status}: {type(error).__name__}")

    def _take(self, exchange: Exchange) -> None:
        clean = self._hiding.hide(exchange)
        try:
            source = self._cassettes.add(clean).name
        except OSError as error:
            self._tell(f"cannot record: {error}")
            source = ""
        result = check(self._spec, clean)
        with self._lock:
            for finding in self.report.add(result, source):
                self._tell(line(finding, source=source))
