"""Values of the cache: what was written is read, and anything else is a miss."""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Issue
from pipeline.packed import pack, unpack
from pipeline.translate import Outcome

MASKED = "很好⟦0⟧"
GOOD = [
    Outcome("Nice ⟦0⟧"),
    Outcome("⟦0⟧ nice", "split", (Issue("loop", "x"), Issue("short", ""))),
    Outcome("long ⟦0⟧ " + "word " * 200, "careful", (), 0.37),
]


@pytest.mark.parametrize("outcome", GOOD)
def test_value_gives_the_outcome_that_it_was_made_of(outcome):
    assert unpack(pack(outcome, MASKED), MASKED) == outcome


@pytest.mark.parametrize("outcome", GOOD)
def test_value_of_another_text_or_cut_off_or_changed_is_a_miss(outcome):
    value = pack(outcome, MASKED)
    assert unpack(value, "不好⟦0⟧") is None
    for size in range(len(value)):
        assert unpack(value[:size], MASKED) is None
    for at in range(len(value)):
        assert unpack(value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :], MASKED) is None


@given(st.binary(max_size=60), st.booleans())
def test_value_of_any_bytes_is_a_miss_or_an_outcome_with_its_placeholders(rest, signed):
    value = checked(rest) if signed else rest
    found = unpack(value, MASKED)
    assert found is None or found.text.count("⟦0⟧") == 1


def checked(rest):
    return zlib.crc32(rest, zlib.crc32(MASKED.encode())).to_bytes(4, "big") + rest


HEAD = bytes([0, 255])


@pytest.mark.parametrize(
    "rest",
    [
        HEAD + b"\nNice",  # a placeholder is lost
        HEAD + "\nNice ⟦0⟧ ⟦0⟧".encode(),
        HEAD + "\nNice ⟦0⟧ ⟦1⟧".encode(),
        HEAD + "[[\nNice ⟦0⟧".encode(),  # malformed issues
        HEAD + '[["a"]]\nNice ⟦0⟧'.encode(),
        HEAD + '[[1, 2]]\nNice ⟦0⟧'.encode(),
        HEAD + '{"a": 1}\nNice ⟦0⟧'.encode(),
        HEAD + "7\nNice ⟦0⟧".encode(),
        HEAD + b"[" * 5000 + "\nNice ⟦0⟧".encode(),
        bytes([9, 255]) + "\nNice ⟦0⟧".encode(),
        bytes([0, 101]) + "\nNice ⟦0⟧".encode(),
        bytes([0x80, 255]) + b"not zlib",
        bytes([0x80, 255]) + zlib.compress(("\nNice ⟦0⟧" + " " * 2**21).encode()),
        HEAD + b"\n\xff\xfe",
    ],
)  # fmt: skip
def test_value_with_the_right_checksum_that_was_not_written_here_is_a_miss(rest):
    assert unpack(checked(rest), MASKED) is None


def test_value_holds_no_issues_where_there_are_none():
    assert pack(Outcome("Short"), "短")[6:] == b"\nShort"
    assert json.dumps([["loop", "x"], ["short", ""]]).encode() in pack(GOOD[1], MASKED)
