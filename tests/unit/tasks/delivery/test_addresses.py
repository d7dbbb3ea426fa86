import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.delivery import addresses


@given(st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address))
@settings(max_examples=100)
def test_public_is_nothing_that_the_library_calls_otherwise_nor_wrapped(address):
    assert addresses.is_public(address) <= (address.is_global and not address.is_multicast)
    number = int(address)
    for wrapped in (
        0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80, number,
        0x20010000 << 96 | number ^ 0xFFFFFFFF,
    ):  # fmt: skip
        assert not addresses.is_public(ipaddress.IPv6Address(wrapped))


@given(st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address))
@settings(max_examples=100)
def test_public_is_no_address_of_version_6_that_the_library_calls_otherwise(address):
    assert addresses.is_public(address) <= (address.is_global and not address.is_multicast)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "2a00::1"])
def test_public_is_the_internet(address):
    assert addresses.is_public(ipaddress.ip_address(address))
