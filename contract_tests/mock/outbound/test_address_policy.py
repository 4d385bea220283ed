"""Which addresses are allowed: spellings, name lookups, and the addresses behind names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aimusic_mock.outbound.address_policy import AddressPolicy, RefusedAddressError, UnresolvedError

PUBLIC = "93.184.216.34"


def names(**known: str | list[str]) -> Callable[[str, int], list[str]]:
    """Return a resolver for these names (with _ for a dot) only."""
    table = {name.replace("_", "."): [value] if isinstance(value, str) else value for name, value in known.items()}

    def resolve(host: str, port: int) -> list[str]:
        if host not in table:
            raise OSError("no such name")
        return table[host]

    return resolve


def forbidden(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was resolved")


@pytest.mark.parametrize(
    ("url", "addresses", "port", "authority"),
    [
        ("http://127.0.0.1:9000/hook", ("127.0.0.1",), 9000, "127.0.0.1:9000"),
        ("http://127.9.8.7/", ("127.9.8.7",), 80, "127.9.8.7"),
        ("http://[::1]:9000/", ("::1",), 9000, "[::1]:9000"),
        ("http://[0:0:0:0:0:0:0:1]/", ("::1",), 80, "[0:0:0:0:0:0:0:1]"),
        ("https://localhost/", ("127.0.0.1", "::1"), 443, "localhost"),
        ("HTTP://LocalHost:80/", ("127.0.0.1", "::1"), 80, "localhost"),
        ("http://app.localhost:3000", ("127.0.0.1", "::1"), 3000, "app.localhost:3000"),
    ],
)
def test_policy_by_default_lets_this_machine_through_without_a_look_up(
    url: str, addresses: tuple[str, ...], port: int, authority: str
) -> None:
    destination = AddressPolicy(resolve=forbidden).check(url)
    assert (destination.addresses, destination.port, destination.authority) == (addresses, port, authority)


@pytest.mark.parametrize(
    "host",
    [
        PUBLIC,
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104  # refused here
        "255.255.255.255",
        "224.0.0.1",
        "100.100.100.200",
        "example.com",
        "localhost.example.com",
        "notlocalhost",
        "[::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[2606:2800:220:1::1]",
        "[::ffff:10.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "10.0.0.1#@127.0.0.1",
        "10.0.0.1?@127.0.0.1",
    ],
)
def test_policy_by_default_refuses_everything_else_without_a_look_up(host: str) -> None:
    with pytest.raises(RefusedAddressError):
        AddressPolicy(resolve=forbidden).check(f"http://{host}/hook")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.0.0.01/",
        "http://127.0.0.1./",
        "http://localhost./",
        "http://127.0.0.1.nip.0/",
        "http://[127.0.0.1]/",
        "http://[::1%25lo]/",
        "http://[::1%lo]/",
        "http://[::1",
        "http://[::1]x/",
        "http://[::1]@10.0.0.1/",
        "http://127.0.0.1@10.0.0.1/",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:65536/",
        "http://127.0.0.1:+80/",
        "http://127.0.0.1:\uff18\uff10/",
        "http://①②⑦.0.0.1/",
        "http://127。0。0。1/",
        "http://127%2e0.0.1/",
        "http\u017f://127.0.0.1/",
        "http:///hook",
        "http:127.0.0.1/",
        "//127.0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "http://127.0.0.1\\@10.0.0.1/",
        "http://127.0.0.1/\r\nX-Evil: 1",
        "http://127.0.0.1/a b",
        "http://127.0.0.1/\t",
        " http://127.0.0.1/",
        "http://127.0.0.1/\x00",
        "http://" + "a" * 254 + "/",
        "http://a..b/",
        "",
        "hook",
        "http://127.0.0.1/" + "a" * 1024,
    ],
)
def test_policy_refuses_an_odd_spelling_whatever_is_listed(url: str) -> None:
    policy = AddressPolicy(("0.0.0.0/0", "::/0", "localhost"), resolve=lambda *_: ["127.0.0.1"])
    with pytest.raises(RefusedAddressError):
        policy.check(url)


def test_policy_takes_a_url_of_1024_characters_as_the_contract_does() -> None:
    url = "http://127.0.0.1/"
    assert AddressPolicy().check(url + "a" * (1024 - len(url))).path.startswith("/aaa")


@pytest.mark.parametrize(
    ("suffix", "path"),
    [
        ("", "/"),
        ("?a=1", "/?a=1"),
        ("/x?y=%20&z#part", "/x?y=%20&z"),
        ("/Höhe", "/H%C3%B6he"),
        ("/?u=http://x@y", "/?u=http://x@y"),
    ],
)
def test_policy_keeps_the_path_as_ascii_and_drops_the_fragment(suffix: str, path: str) -> None:
    assert AddressPolicy().check(f"http://127.0.0.1{suffix}").path == path


@pytest.mark.parametrize("address", [PUBLIC, "10.1.2.3", "172.17.0.2", "192.168.1.5", "127.0.0.1", "::1", "fd12::1"])
def test_policy_lets_a_listed_name_lead_to_public_and_private_addresses(address: str) -> None:
    assert AddressPolicy(("Hooks.Test",), names(hooks_test=address)).check("http://hooks.test/").addresses == (address,)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104  # refused here
        "0.1.2.3",
        "100.100.100.200",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2001:0:a9fe:a9fe::",
        "2002:a9fe:a9fe::",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "fd00:ec2::254",
        "not an address",
    ],
)
def test_policy_refuses_a_listed_name_that_leads_to_a_special_address(address: str) -> None:
    for addresses in (address, [PUBLIC, address], [address, PUBLIC]):
        with pytest.raises(RefusedAddressError):
            AddressPolicy(("hooks.test",), names(hooks_test=addresses)).check("http://hooks.test/")


def test_policy_with_a_listed_name_refuses_its_neighbours_without_a_look_up() -> None:
    policy = AddressPolicy(("hooks.test",), resolve=forbidden)
    for host in ("evil.hooks.test", "hooks.test.evil", "xhooks.test", "10.0.0.1"):
        with pytest.raises(RefusedAddressError):
            policy.check(f"http://{host}/")


def test_policy_with_a_listed_network_takes_addresses_and_names_that_lie_in_it() -> None:
    policy = AddressPolicy(
        ("10.1.0.0/16",), names(in_test="10.1.2.3", out_test="10.2.2.3", half_test=["10.1.2.3", "10.2.2.3"])
    )
    assert policy.check("http://10.1.9.9/").addresses == ("10.1.9.9",)
    assert policy.check("http://in.test/").addresses == ("10.1.2.3",)
    for host in ("10.2.0.1", "out.test", "half.test", "[::ffff:10.1.9.9]"):
        with pytest.raises(RefusedAddressError):
            policy.check(f"http://{host}/")


@pytest.mark.parametrize("listed", ["0.0.0.0/0", "::/0"])
@pytest.mark.parametrize("host", ["169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]", "0.0.0.1", "224.0.0.1"])
def test_policy_with_everything_listed_keeps_special_addresses_closed(listed: str, host: str) -> None:
    with pytest.raises(RefusedAddressError):
        AddressPolicy((listed,)).check(f"http://{host}/")


@pytest.mark.parametrize(
    ("listed", "host"),
    [("169.254.0.0/16", "169.254.1.1"), ("169.254.1.1", "169.254.1.1"), ("::ffff:10.0.0.0/104", "[::ffff:10.0.0.1]")],
)
def test_policy_opens_a_special_range_that_is_listed_as_such(listed: str, host: str) -> None:
    assert AddressPolicy((listed,)).check(f"http://{host}/").host == host.strip("[]")


@pytest.mark.parametrize("entry", ["http://x", "x:80", "10.0.0.1/8", "*.test", "127.1", "", "[::1]", "a b", "x."])
def test_policy_with_a_nonsensical_entry_is_not_made(entry: str) -> None:
    with pytest.raises(ValueError, match="neither a host name nor a network"):
        AddressPolicy((entry,))


def test_policy_distinguishes_a_name_without_an_address_from_a_refused_one() -> None:
    policy = AddressPolicy(("gone.test", "empty.test"), names(empty_test=[]))
    for host in ("gone.test", "empty.test"):
        with pytest.raises(UnresolvedError):
            policy.check(f"http://{host}/")


def test_policy_refuses_a_name_with_too_many_addresses() -> None:
    many = [f"10.0.0.{number}" for number in range(17)]
    with pytest.raises(RefusedAddressError, match="more than 16"):
        AddressPolicy(("many.test",), names(many_test=many)).check("http://many.test/")


def test_policy_looks_a_name_up_at_every_check_and_believes_only_that() -> None:
    answers = [["10.0.0.1"], ["169.254.169.254"]]
    policy = AddressPolicy(("rebind.test",), lambda *_: answers.pop(0))
    assert policy.check("http://rebind.test/").addresses == ("10.0.0.1",)
    with pytest.raises(RefusedAddressError):
        policy.check("http://rebind.test/")
