"""CORS: any page may read the API and its files, but not the admin API."""

from __future__ import annotations

import pytest

from contract_tests.support.mock_app import SONG, SONGS, Api

ORIGIN = "https://app.example"
MEDIA = "/media/sonic/3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95.mp3"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization",
}


@pytest.mark.parametrize("path", [SONGS, "/api/v1/get-credits", "/api/v1/nothing", MEDIA])
def test_preflight_of_the_api_is_answered_without_a_key(api: Api, path: str) -> None:
    response = api.app.test_client().options(path, headers=PREFLIGHT)
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Headers"] == "authorization"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert int(response.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize("status", [200, 400, 403, 429, 500])
def test_reply_of_the_api_may_be_read_whatever_it_is(api: Api, status: int) -> None:
    scenario = {400: "400-too-long", 403: "no-credits", 429: "rate-limit", 500: "server-error"}.get(status)
    headers = {"X_Mock_Scenario": scenario} if scenario else {}
    response = api.ask("POST", SONGS, SONG, Origin=ORIGIN, **headers)
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    exposed = response.headers["Access-Control-Expose-Headers"]
    assert {"Retry-After", "X-Request-Id", "Content-Range"} <= set(exposed.split(", "))


def test_reply_to_a_bad_key_may_be_read(api: Api) -> None:
    response = api.ask("GET", "/api/v1/get-credits", Authorization="", Origin=ORIGIN)
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (401, "*")


def test_file_may_be_read(api: Api) -> None:
    response = api.ask("HEAD", MEDIA, Origin=ORIGIN)
    assert (response.status_code, response.headers["Access-Control-Allow-Origin"]) == (200, "*")


def test_credentials_are_never_allowed(api: Api) -> None:
    for response in (api.create(Origin=ORIGIN), api.app.test_client().options(SONGS, headers=PREFLIGHT)):
        assert "Access-Control-Allow-Credentials" not in response.headers


def test_request_without_an_origin_gets_no_such_headers(api: Api) -> None:
    assert not [name for name, _ in api.create().headers if name.startswith("Access-Control")]


def test_options_that_is_no_preflight_is_a_wrong_method(api: Api) -> None:
    assert api.ask("OPTIONS", SONGS).status_code == 405


@pytest.mark.parametrize("path", ["/__mock__/clock", "/__mock__/clock/advance", "/__mock__/nothing", "/__mock__/", "/"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_admin_api_is_open_to_no_page(api: Api, method: str, path: str) -> None:
    response = api.app.test_client().open(path, method=method, headers=PREFLIGHT)
    assert response.status_code >= 400
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("path", ["/api/../__mock__/clock", "/api/v1/../../__mock__/clock", "//__mock__/clock"])
def test_admin_api_is_not_reached_by_another_spelling(api: Api, path: str) -> None:
    response = api.app.test_client().get(path, headers={"Origin": ORIGIN})
    assert response.status_code in (403, 404)
    assert b"now" not in response.data
