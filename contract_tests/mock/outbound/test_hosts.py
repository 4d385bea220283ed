"""Which host names mean this machine: the same for the admin API and for webhooks."""

from __future__ import annotations

import pytest

from aimusic_mock.outbound.address_policy import AddressPolicy, RefusedAddressError
from aimusic_mock.outbound.hosts import is_loopback_name
from contract_tests.support.hosts import LOOPBACK, OTHERS, WITH_DOT
from contract_tests.support.mock_app import Api


def forbidden(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was resolved")


def health(api: Api, host: str) -> int:
    return api.app.test_client().get("/__mock__/health", headers={"Host": host}).status_code


@pytest.mark.parametrize("host", [*LOOPBACK, *WITH_DOT, "::1"])
def test_loopback_name_in_any_spelling_is_this_machine(host: str) -> None:
    assert is_loopback_name(host)


@pytest.mark.parametrize("host", [*OTHERS, ".", "localhost..", "127.0.0.1.", "::2", "::ffff:127.0.0.1"])
def test_other_name_is_not_this_machine(host: str) -> None:
    assert not is_loopback_name(host)


@pytest.mark.parametrize("host", LOOPBACK)
def test_name_of_this_machine_is_allowed_by_the_admin_api_and_for_webhooks(api: Api, host: str) -> None:
    assert health(api, f"{host}:8000") == 200
    assert AddressPolicy(resolve=forbidden).check(f"http://{host}:8000/").port == 8000


@pytest.mark.parametrize("host", WITH_DOT)
def test_trailing_dot_is_allowed_by_the_admin_api_only(api: Api, host: str) -> None:
    # A webhook URL must be in standard spelling, even if its host is this machine.
    assert health(api, f"{host}:8000") == 200
    with pytest.raises(RefusedAddressError, match="must not end with a dot"):
        AddressPolicy(resolve=forbidden).check(f"http://{host}:8000/")


@pytest.mark.parametrize("host", OTHERS)
def test_other_name_is_refused_by_the_admin_api_and_for_webhooks(api: Api, host: str) -> None:
    assert health(api, f"{host}:8000") == 403
    with pytest.raises(RefusedAddressError):
        AddressPolicy(resolve=forbidden).check(f"http://{host}:8000/")
