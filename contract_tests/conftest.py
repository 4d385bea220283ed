"""The suite's index: where its fixtures stand, and how much its property tests try. Fixtures live in `fixtures/`."""

from hypothesis import settings

pytest_plugins = [
    "contract_tests.conformance.plugin",
    "contract_tests.conformance.joined_coverage",
    "contract_tests.support.mock_app",
    "contract_tests.support.webhook_mock",
    "contract_tests.support.receivers",
    "contract_tests.support.clients",
    "contract_tests.support.downloads",  # imports `sdk`, too
    "contract_tests.support.scripted_service",  # imports `sdk`, which pytest has to see first
    "contract_tests.support.served",
]

settings.register_profile("ci", max_examples=20, derandomize=True, database=None)
settings.register_profile("quick", max_examples=5, derandomize=True, database=None)
settings.register_profile("nightly", max_examples=200, derandomize=True, database=None)
settings.load_profile("ci")
