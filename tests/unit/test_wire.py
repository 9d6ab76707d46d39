"""Where a request ends in what a client sends, however it is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrean.server.wire import HEAD_BYTES, REQUEST_BYTES, Wire

GET = b"GET /token HTTP/1.1\r\nHost: rs\r\n\r\n"
LENGTH = b"POST /antrean/ambil HTTP/1.1\r\nHost: rs\r\nCONTENT-length:  5 \r\n\r\n{\r\n\r\n"
CHUNKED = (
    b"POST /antrean/ambil HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n"
    b'5;a="\xff"\r\n\r\n\r\n0\r\n10\r\n0123456789abcdef\r\n00\r\n'
)
PLAIN_CHUNKED = CHUNKED + b"\r\n"
TRAILED = CHUNKED + b"x: 1\r\ny: 2\r\n\r\n"
REQUESTS = [GET, LENGTH, PLAIN_CHUNKED, TRAILED]


def requests_in(pieces: list[bytes]) -> list[bytes]:
    wire, found = Wire(), []
    for piece in pieces:
        whole = wire.add(piece)
        while whole:
            assert not wire.cut
            found.append(wire.take())
            whole = wire.add(b"")
    assert len(wire) == 0
    return found


@given(st.lists(st.sampled_from(REQUESTS), max_size=4), st.lists(st.integers(1, 60)))
def test_each_request_ends_where_it_ends_however_it_comes(requests: list[bytes], sizes: list[int]) -> None:
    left, pieces = b"".join(requests), []
    for size in sizes:
        pieces.append(left[:size])
        left = left[size:]
    assert requests_in([*pieces, left]) == requests


@pytest.mark.parametrize("request_", REQUESTS)
def test_nothing_less_is_a_request(request_: bytes) -> None:
    wire = Wire()
    assert [wire.add(request_[at : at + 1]) for at in range(len(request_))] == [False] * (len(request_) - 1) + [True]


@pytest.mark.parametrize("end", [b"zz\r\n", b"-1\r\n", b"\r\n", b"5" * 20 + b"\r\n", b"0x5\r\n"])
def test_chunks_that_cannot_be_read_are_the_parsers_to_refuse(end: bytes) -> None:
    wire = Wire()
    assert wire.add(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + end)
    assert wire.cut


@pytest.mark.parametrize(
    "large",
    [
        b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % REQUEST_BYTES,
        b"POST / HTTP/1.1\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n" % 10**17,
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % REQUEST_BYTES,
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;" + b"a" * 2 * HEAD_BYTES,
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"a:b\r\n" * HEAD_BYTES,
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * (REQUEST_BYTES // 6),
    ],
)
def test_what_is_larger_than_anything_goes_on_unfinished_and_asks_for_no_more(large: bytes) -> None:
    wire = Wire()
    pieces = [large[at : at + 65536] for at in range(0, len(large), 65536)]
    assert any(wire.add(piece) for piece in pieces)
    assert (wire.cut, wire.wants_continue) == (True, False)


def test_a_head_without_end_is_too_large() -> None:
    wire = Wire()
    assert not wire.add(b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * (HEAD_BYTES // 6))
    assert wire.head_is_too_large


def a_head(size: int) -> bytes:
    """A whole head of so many bytes."""
    lines = b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * (size // 6 - 20) + b"z: "
    return lines.ljust(size - 4, b"a") + b"\r\n\r\n"


@pytest.mark.parametrize(("size", "taken"), [(HEAD_BYTES, True), (HEAD_BYTES + 1, False), (56 * 1024, False)])
@pytest.mark.parametrize("piece", [1 << 20, 1000])
def test_a_head_that_is_too_large_is_so_with_its_end_too_however_it_comes(size: int, taken: bool, piece: int) -> None:
    head, wire = a_head(size), Wire()
    whole = [wire.add(head[at : at + piece]) for at in range(0, len(head), piece)]
    assert (whole[-1], wire.head_is_too_large) == (taken, not taken)


@pytest.mark.parametrize(
    "end", [b"5;" + b"a" * 2 * HEAD_BYTES + b"\r\n", b"0\r\n" + b"a: b\r\n" * HEAD_BYTES + b"\r\n"]
)
def test_chunks_that_say_too_much_are_cut_though_their_end_has_come(end: bytes) -> None:
    wire = Wire()
    assert wire.add(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + end)
    assert wire.cut


def test_a_client_that_waits_is_told_once_and_only_if_there_is_something_to_wait_for() -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n"
    wire = Wire()
    assert (wire.add(head), wire.wants_continue) == (False, True)
    assert (wire.add(b"{"), wire.wants_continue) == (False, False)
    assert (wire.add(b"}"), wire.wants_continue) == (True, False)
    wire = Wire()
    assert (wire.add(head + b"{}"), wire.wants_continue) == (True, False)
