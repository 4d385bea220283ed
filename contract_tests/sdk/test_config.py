"""Settings: precedence, validation, and no key in any repr."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx
import pytest

from aimusic import AIMusic, AsyncAIMusic, ConfigurationError
from aimusic._config import is_loopback, url
from contract_tests.support.hosts import LOOPBACK, OTHERS, WITH_DOT

KEY = "sk-very-secret-0123456789"
CLIENTS = (AIMusic, AsyncAIMusic)
both = pytest.mark.parametrize("make", CLIENTS)


@both
def test_key_is_taken_from_the_argument_then_from_the_environment(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIMUSIC_API_KEY", "from-outside")

    assert make()._config.api_key == "from-outside"
    assert make(api_key=KEY)._config.api_key == KEY
    monkeypatch.setenv("AIMUSIC_API_KEY", "from-a-file\n")
    assert make()._config.api_key == "from-a-file"


@both
@pytest.mark.parametrize("key", [None, "", "  \n"])
def test_error_for_a_missing_key_says_what_to_do(make: Any, key: str | None) -> None:
    with pytest.raises(ConfigurationError, match=r"api_key.*AIMUSIC_API_KEY.*https://aimusicapi\.ai"):
        make(api_key=key)


@both
@pytest.mark.parametrize("key", ["two words", "line\nbreak", "clé", "nul\0", "tab\tbed", "\x7f"])
def test_key_that_is_invalid_in_a_header_is_refused_and_not_shown(make: Any, key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make(api_key=key)

    assert key not in str(caught.value)


@both
def test_key_and_secret_are_in_no_repr(make: Any) -> None:
    client = make(api_key=KEY, webhook_secret="hush-hush", http_client=None)

    for shown in (
        client,
        client.raw,
        client._config,
        client.sonic,
        client._runner,
        client.sonic.task("t-1"),
        vars(client),
    ):
        assert KEY not in repr(shown), type(shown).__name__
        assert "hush-hush" not in repr(shown), type(shown).__name__


@both
def test_base_url_is_taken_from_the_argument_then_from_the_environment(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert make(api_key=KEY).base_url == "https://api.aimusicapi.ai"
    monkeypatch.setenv("AIMUSIC_BASE_URL", "http://127.0.0.1:8000")
    assert make(api_key=KEY).base_url == "http://127.0.0.1:8000"
    assert make(api_key=KEY, base_url="https://other.example").base_url == "https://other.example"


@pytest.mark.parametrize(
    ("provided", "used"),
    [
        ("https://api.aimusicapi.ai/", "https://api.aimusicapi.ai"),
        ("https://api.aimusicapi.ai/api/v1", "https://api.aimusicapi.ai"),
        ("https://api.aimusicapi.ai/api/v1/", "https://api.aimusicapi.ai"),
        ("https://proxy.example/music/api/v1", "https://proxy.example/music"),
        ("https://proxy.example:8443/music/", "https://proxy.example:8443/music"),
        (" https://proxy.example ", "https://proxy.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://mock.localhost", "http://mock.localhost"),
        ("HTTP://LOCALHOST", "http://localhost"),
    ],
)
def test_base_url_is_normalized(provided: str, used: str) -> None:
    assert str(url(provided)).rstrip("/") == used


@pytest.mark.parametrize(
    "value",
    [
        "http://api.aimusicapi.ai",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://evil.example#localhost",
        "http://localhost@evil.example",
        "http://10.0.0.1",
        "http://0.0.0.0:8000",
        "http://[::]",
        "http://[::ffff:10.0.0.1]",
        "http://mock:8000",
        "https://user:pass@api.aimusicapi.ai",
        "https://api.aimusicapi.ai?key=1",
        "https://api.aimusicapi.ai#x",
        "ftp://localhost",
        "localhost:8000",
        "api.aimusicapi.ai",
        "https://",
        "//localhost",
        "",
        "https://a\nb",
        "http://localhost:99999",
        "https://api.aimusicapi.ai:0",
    ],
)
def test_insecure_or_invalid_base_url_is_refused(value: str) -> None:
    with pytest.raises(ConfigurationError):
        url(value)


@pytest.mark.parametrize("host", [*LOOPBACK, *WITH_DOT, "::1"])
def test_loopback_name_in_any_spelling_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", [*OTHERS, ".", "localhost..", "127.0.0.1.", "::2", "::ffff:127.0.0.1"])
def test_other_name_is_not_this_machine(host: str) -> None:
    assert not is_loopback(host)


@both
def test_timeout_is_converted_to_httpx_timeouts(make: Any) -> None:
    usual = make(api_key=KEY)._config
    assert (usual.timeout.read, usual.timeout.connect, usual.slow_timeout.read) == (30.0, 5.0, 120.0)
    mine = make(api_key=KEY, timeout=2)._config
    assert (mine.timeout.read, mine.timeout.connect, mine.slow_timeout.read) == (2, 2, 2)
    assert make(api_key=KEY, timeout=None)._config.timeout == httpx.Timeout(None)
    own = httpx.Timeout(1, read=7)
    assert make(api_key=KEY, timeout=own)._config.slow_timeout == own


@both
@pytest.mark.parametrize(
    "wrong",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": float("nan")},
        {"timeout": float("inf")},
        {"retries": -1},
        {"pace": -1},
        {"pace": float("nan")},
        {"pace": float("inf")},
    ],
)
def test_invalid_number_is_refused(make: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        make(api_key=KEY, **wrong)
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        make(api_key=KEY).with_options(**wrong)


@both
def test_pace_is_a_switch_or_a_number(make: Any) -> None:
    paces = [make(api_key=KEY, pace=pace)._config.pace for pace in (False, True, 0, 1, 2.5)]

    assert paces == [0.0, 3.0, 0.0, 1.0, 2.5]


@both
def test_settings_are_keyword_only(make: Any) -> None:
    with pytest.raises(TypeError):
        make(KEY)


def test_import_reads_no_environment_and_imports_no_extras() -> None:
    code = (
        "import os, sys\n"
        "class Guard(dict):\n"
        "    def __getitem__(self, name):\n"
        "        assert not name.startswith('AIMUSIC'), name\n"
        "        return super().__getitem__(name)\n"
        "    def get(self, name, default=None):\n"
        "        assert not str(name).startswith('AIMUSIC'), name\n"
        "        return super().get(name, default)\n"
        "import httpx\n"  # imports click and rich, if installed, for its own command line
        "before = set(sys.modules)\n"
        "os.environ = Guard(os.environ)\n"
        "import aimusic\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)\n"
        "print(sorted(new))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout, done.stderr) == ("['aimusic', 'aimusic_client', 'attr', 'attrs']\n", "")
