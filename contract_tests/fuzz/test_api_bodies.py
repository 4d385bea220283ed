"""Bodies of the API with one odd place: accepted, or refused in the API's own envelope, and free of charge then."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimusic_mock import Settings, create_app
from contract_tests.support.examples import Example, request_examples
from contract_tests.support.mock_app import Api
from contract_tests.support.odd_json import odd_texts

pytestmark = pytest.mark.fuzz

BODIES = st.sampled_from(request_examples()).flatmap(
    lambda example: st.tuples(st.just(example), odd_texts(example.body))
)
REFUSALS = {400, 404, 410}
MAX_ERROR_BYTES = 4096


@pytest.fixture(scope="module")
def used() -> Api:
    """One mock for all examples."""
    app = create_app(Settings(clock="manual", plan="unlimited", credits=10**7))
    app.testing = False
    return Api(app)


def _balance(api: Api) -> int:
    return int(api.get("/get-credits").get_json()["credits"])


@given(BODIES)
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_odd_body_is_accepted_or_refused_in_the_envelope(used: Api, drawn: tuple[Example, str]) -> None:
    example, text = drawn
    before = _balance(used)
    reply = used.app.test_client().post(
        example.operation.path,
        data=text.encode("utf-8", "surrogatepass"),
        content_type="application/json",
        headers=used.headers,
    )
    if reply.status_code in REFUSALS:
        assert set(reply.get_json()) == {"type", "error"}
        assert len(reply.get_data()) < MAX_ERROR_BYTES
        assert _balance(used) == before
    else:
        assert reply.status_code in (200, 202), reply.get_data(as_text=True)[:500]
