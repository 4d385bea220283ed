"""Proxies and certificates of the environment: which requests use them, and which variable an error names."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest

from aimusic import AIMusic, APIConnectionError, AsyncAIMusic, ConfigurationError, DownloadError
from aimusic._http.network import Network
from contract_tests.support.clients import ClientFactory, Kind, Sdk, SteppingClock

KEY = "sk-very-secret"
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "sslkeylogfile")
CLIENTS: dict[Kind, Any] = {"sync": AIMusic, "async": AsyncAIMusic}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower() in VARIABLES]:  # noqa: TID251 - to clear it
        monkeypatch.delenv(name)


@pytest.fixture
def proxy() -> Iterator[socket.socket]:
    """A listener that takes the place of a proxy, and never accepts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def has_connections(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def make(kind: Kind, client_factory: ClientFactory, **options: object) -> Sdk:
    """Return a client with connections of its own."""
    loop = client_factory.answering(kind, lambda _request: httpx.Response(200)).loop
    client = CLIENTS[kind](api_key=KEY, retries=0, **options)
    sdk = Sdk(client, SteppingClock(), loop)
    client_factory.clients.append(sdk)
    return sdk


def proxy_for(url: str) -> str | None:
    server = Network.from_environment().proxy_for(httpx.URL(url))
    return None if server is None else server.variable


# Proxies


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.8.8", "mock.localhost"])
@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_requests_to_this_machine_use_no_proxy(
    variable: str,
    host: str,
    kind: Kind,
    client_factory: ClientFactory,
    proxy: socket.socket,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.getsockname()[1]}")
    base_url = f"http://{host}:{unused_port()}"
    sdk = make(kind, client_factory, base_url=base_url, timeout=5)

    with pytest.raises(APIConnectionError) as caught:
        sdk.call("account.credits")
    with pytest.raises(DownloadError):
        sdk.call("download", f"{base_url}/media/song.mp3", tmp_path)

    assert "proxy" not in str(caught.value)
    assert not has_connections(proxy)


def test_other_requests_use_the_proxy(
    kind: Kind, client_factory: ClientFactory, proxy: socket.socket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
    sdk = make(kind, client_factory, timeout=0.05)

    with pytest.raises(DownloadError):
        sdk.call("download", "https://files.example/song.mp3", tmp_path)
    assert has_connections(proxy)


@pytest.mark.parametrize("value", ["http://{}", "{}", "http://user:s3cret@{}", "HTTP://{}/"])
def test_connection_error_names_the_proxy_without_its_credentials(
    value: str, kind: Kind, client_factory: ClientFactory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = f"127.0.0.1:{unused_port()}"
    monkeypatch.setenv("https_proxy", value.format(address))
    sdk = make(kind, client_factory)

    with pytest.raises(APIConnectionError) as refused:
        sdk.call("sonic.create", "la")
    with pytest.raises(DownloadError) as failed:
        sdk.call("download", "https://files.example/song.mp3", tmp_path)

    for error in (refused.value, failed.value):
        assert f"through the proxy http://{address}, https_proxy" in str(error)
        assert "s3cret" not in str(error)
    assert refused.value.charged is False


@pytest.mark.parametrize(
    ("url", "variable"),
    [
        ("https://api.aimusicapi.ai", "HTTPS_PROXY"),
        ("http://files.example", "ALL_PROXY"),
        ("https://[::1]:8000", None),
        ("https://localhost.", None),
        ("https://localhost.example", "HTTPS_PROXY"),
    ],
)
def test_proxy_is_chosen_by_the_scheme(url: str, variable: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("ALL_PROXY", "proxy.example:3129")

    assert proxy_for(url) == variable


@pytest.mark.parametrize(
    ("excluded", "url", "is_direct"),
    [
        ("files.example", "https://files.example/a", True),
        ("files.example", "https://cdn.FILES.example./a", True),
        ("files.example", "https://otherfiles.example", False),
        (".files.example", "https://cdn.files.example", True),
        (".files.example", "https://files.example", False),
        ("*.files.example", "https://cdn.files.example", True),
        ("a.example, files.example", "https://files.example", True),
        ("a.example files.example", "https://files.example", True),
        ("files.example:8443", "https://files.example:8443", True),
        ("files.example:8443", "https://files.example", False),
        ("files.example:443", "https://files.example", True),
        ("http://files.example", "https://files.example", False),
        ("https://files.example", "https://files.example", True),
        ("all://files.example", "https://files.example", True),
        ("*", "https://files.example", True),
        ("a.example,*", "https://files.example", True),
        ("10.0.0.0/8", "https://10.9.9.9", True),
        ("10.0.0.0/8", "https://11.0.0.1", False),
        ("10.0.0.0/8", "https://ten.example", False),
        ("192.168.1.7", "https://192.168.1.7", True),
        ("fd00::/8", "https://[fd12::1]", True),
        ("fd00::/8", "https://10.0.0.1", False),
        ("2001:db8::1", "https://[2001:db8::1]", True),
        ("[2001:db8::1]", "https://[2001:db8:0::1]", True),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443", True),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]", False),
        ("bücher.example", "https://example.org", False),
        ("", "https://files.example", False),
    ],
)
def test_no_proxy_excludes_names_addresses_and_networks(
    excluded: str, url: str, is_direct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", excluded)

    assert (proxy_for(url) is None) == is_direct


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "http_proxy", "ALL_PROXY"])
@pytest.mark.parametrize(
    "value",
    [
        "http://",
        "http://user:s3cret@",
        "http://user:s3cret@proxy:port",
        "http://user:s3#cret@proxy:80",
        "ftp://user:s3cret@proxy:21",
        "://proxy",
        "http://[::1",
        "http://proxy:99999",
        "http://pro\x01xy",
    ],
)
def test_invalid_proxy_is_refused_by_its_variable(
    variable: str, value: str, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(ConfigurationError, match=rf"^{variable} is not a valid proxy URL: ") as caught:
        CLIENTS[kind](api_key=KEY)
    assert "s3" not in f"{caught.value}{caught.value.__cause__}"


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_socks_proxy_without_the_extra_is_refused(scheme: str, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:1080")
    monkeypatch.setattr("aimusic._http.network.find_spec", lambda _name: None)

    with pytest.raises(ConfigurationError, match=r"ALL_PROXY.*httpx\[socks\]"):
        CLIENTS[kind](api_key=KEY)


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "fd00::/129", "[::1", "files.example:https", "a@b", "files/example"])
def test_invalid_exclusion_is_refused_by_its_variable(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:3128")
    monkeypatch.setenv("no_proxy", f"files.example,{entry}")

    with pytest.raises(ConfigurationError, match="no_proxy contains") as caught:
        AIMusic(api_key=KEY)
    assert repr(entry) in str(caught.value)


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "10.*", "<local>"])
def test_exclusions_without_a_proxy_are_not_read(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", entry)
    assert AIMusic(api_key=KEY)


def test_own_client_ignores_the_environment(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:port")
    http = {"sync": httpx.Client, "async": httpx.AsyncClient}[kind](trust_env=False)

    assert CLIENTS[kind](api_key=KEY, http_client=http)


# Certificates


def test_certificates_of_the_environment_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = Path(certifi.where()).read_text(encoding="ascii")
    end = "-----END CERTIFICATE-----\n"
    (tmp_path / "one.pem").write_text(text[text.index("-----BEGIN") : text.index(end)] + end, encoding="ascii")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "one.pem"))

    assert len(Network.from_environment().certificates.get_ca_certs()) == 1
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert Network.from_environment().certificates.get_ca_certs() == []  # loaded on demand


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"])
@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_unusable_certificates_are_refused_by_their_variable(
    variable: str, content: str | None, kind: Kind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_text(content, encoding="ascii")
    monkeypatch.setenv(variable, str(path / "below" if variable == "SSLKEYLOGFILE" else path))

    with pytest.raises(ConfigurationError, match=f"check {variable} "):
        CLIENTS[kind](api_key=KEY)
