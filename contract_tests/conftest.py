"""The suite's index: where its fixtures stand, and how much its property tests try. Fixtures live in `fixtures/`."""

from hypothesis import settings

pytest_plugins = [
    "contract_tests.conformance.plugin",
    "contract_tests.fixtures.app",
    "contract_tests.fixtures.desk",
    "contract_tests.fixtures.receivers",
    "contract_tests.fixtures.sdk",
    "contract_tests.fixtures.fetcher",  # imports `sdk`, too
    "contract_tests.fixtures.script",  # imports `sdk`, which pytest has to see first
    "contract_tests.fixtures.served",
]

settings.register_profile("ci", max_examples=20, derandomize=True, database=None)
settings.register_profile("quick", max_examples=5, derandomize=True, database=None)
settings.register_profile("nightly", max_examples=200, derandomize=True, database=None)
settings.load_profile("ci")
