"""The plugins with the shared fixtures, which are in `support/`, and the hypothesis profiles."""

from hypothesis import settings

pytest_plugins = [
    "contract_tests.conformance.plugin",
    "contract_tests.conformance.joined_coverage",
    "contract_tests.support.mock_app",
    "contract_tests.support.webhook_mock",
    "contract_tests.support.receivers",
    "contract_tests.support.clients",
    "contract_tests.support.downloads",  # uses the fixtures of `clients`
    "contract_tests.support.scripted_service",  # uses the fixtures of `clients`, which pytest must register first
    "contract_tests.support.served",
    "contract_tests.support.environments",
]

settings.register_profile("ci", max_examples=20, derandomize=True, database=None, deadline=None)
settings.register_profile("quick", max_examples=5, derandomize=True, database=None, deadline=None)
settings.register_profile("fuzz", max_examples=1000, database=None, deadline=None)  # other examples in each run
settings.register_profile("nightly", max_examples=200, derandomize=True, database=None, deadline=None)
settings.load_profile("ci")
