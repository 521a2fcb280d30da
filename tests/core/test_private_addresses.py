"""core.private_addresses: what is not on the public internet, however it is spelt."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.private_addresses import is_private, literal_address, private_literal


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.0.0.2",
            "127.255.255.254",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
        ),
        *("192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "192.0.2.1", "203.0.113.9"),
        # other spellings of 127.0.0.1
        *("127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0X7F.0.0.0x1"),
        *("127.0.0.1.", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1", "0"),
        *("localhost", "LOCALHOST.", "a.localhost", "localhost.localdomain", "ip6-localhost"),
        *("0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.254.43518"),
        # IPv6
        *("::1", "[::1]", "::", "fe80::1", "fe80::1%eth0", "[fe80::1%25eth0]", "fc00::1", "fd12:3456::1", "ff02::1"),
        *("fec0::1", "2001:db8::1", "100::1"),
        *("::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "0:0:0:0:0:ffff:a9fe:a9fe", "::127.0.0.1"),
        *("64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::8.8.8.8", "2002:7f00:1::", "2002:a00:1::1"),
        "2001:0:808:808::80ff:fffe",
    ],
)
def test_what_is_private(host: str) -> None:
    assert private_literal(host) is not None


@pytest.mark.parametrize(
    "host",
    [
        *("8.8.8.8", "1.1.1.1", "172.32.0.1", "172.15.0.1", "192.169.0.1", "169.253.0.1", "134744072", "0x08080808"),
        *("2606:4700::1111", "[2a00:1450::200e]", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"),
    ],
)
def test_what_is_public(host: str) -> None:
    assert literal_address(host) is not None
    assert private_literal(host) is None


@pytest.mark.parametrize(
    "host",
    [
        *("example.org", "localhost.example.org", "notlocalhost", "10.example.org", "1.2.3.4.5", "256.1.1.1", "0x", ""),
        *("08.1.1.1", "127.0.0.1.nip.io", "4294967296", "a:b", "1..1", "-1", "0xg", "dead.beef", "1" * 5000),
    ],
)
def test_what_is_a_name(host: str) -> None:
    expected = "0.0.0.0" if host == "0x" else None
    found = literal_address(host)
    assert (str(found) if found else None) == expected


@given(st.from_regex(r"(0x[0-9a-f]{1,8}|0[0-7]{0,8}|[0-9]{1,10})(\.(0x[0-9a-f]{1,3}|[0-9]{1,3})){0,3}", fullmatch=True))
def test_numbers_are_read_as_the_system_reads_them(text: str) -> None:
    try:
        system = socket.inet_ntoa(socket.inet_aton(text))
    except OSError:
        system = None
    found = literal_address(text)
    assert (str(found) if found else None) == system


@given(st.text(max_size=40))
def test_any_host_is_read(text: str) -> None:
    found = literal_address(text)
    assert found is None or literal_address(str(found)) == found


@given(st.ip_addresses())
def test_every_address_is_one_or_the_other(address: object) -> None:
    assert isinstance(is_private(str(address)), bool)


def test_what_is_no_address() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        is_private("example.org")
