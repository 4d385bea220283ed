"""Process each exchange of the proxy: redact it, write a cassette, check it, and log new findings.

The redacted exchange is checked, so that `aimusic-mock drift` later reports the same findings for the cassettes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from aimusic_mock.drift.cassettes import Cassettes
from aimusic_mock.drift.contract_index import Spec
from aimusic_mock.drift.exchange import RecordedExchange
from aimusic_mock.drift.redaction import Redactor
from aimusic_mock.drift.report import Report, line
from aimusic_mock.drift.response_checks import check


class Recording:
    """One run of the proxy. Thread-safe.

    Args:
        spec: the contract.
        cassettes: the folder to record to.
        log: called with each line of output.
    """

    def __init__(self, spec: Spec, cassettes: Cassettes, log: Callable[[str], None]) -> None:
        self.report = Report()
        self._spec = spec
        self._cassettes = cassettes
        self._log = log
        self._redactor = Redactor()
        self._lock = threading.Lock()

    def record(self, exchange: RecordedExchange) -> None:
        """Record an exchange. Failures are logged, and never affect the request."""
        try:
            self._record(exchange)
        except Exception as error:  # noqa: BLE001  # an error in here must not break the user's request
            self._log(f"cannot check {exchange.method} {exchange.status}: {type(error).__name__}")

    def _record(self, exchange: RecordedExchange) -> None:
        clean = self._redactor.redact(exchange)
        try:
            source = self._cassettes.add(clean).name
        except OSError as error:
            self._log(f"cannot record: {error}")
            source = ""
        result = check(self._spec, clean)
        with self._lock:
            for finding in self.report.add(result, source):
                self._log(line(finding, source=source))
