"""Our decompression against the library that BPJS's other clients use, and against what was made to hurt."""

import random

import lzstring
import pytest

from antrean.bpjs import lz

JUDGE = lzstring.LZString()
TEXTS = [
    "",
    "a",
    "aaaaaaaaaaaaaaaa",
    '{"list":[{"kodebooking":"30112026A001","taskid":3}]}',
    "Poliklinik Anak – dr. Siti, Sp.A",
    "\u2603\uffff\u0000~" * 9,
    "ABC" * 5000,
    "".join(random.Random(3).choices("abcdefghij {}:,\u00e9", k=4000)),
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_each_reads_what_the_other_wrote(text: str) -> None:
    assert lz.buka(JUDGE.compressToEncodedURIComponent(text), 100_000) == text
    assert JUDGE.decompressFromEncodedURIComponent(lz.tutup(text)) == text
    assert lz.tutup(text) == JUDGE.compressToEncodedURIComponent(text).rstrip("$")


def test_a_blank_is_a_plus_that_was_lost_in_a_form() -> None:
    packed = lz.tutup(TEXTS[-1])
    assert "+" in packed
    assert lz.buka(packed.replace("+", " "), 10_000) == TEXTS[-1]


def test_what_unfolds_without_end_is_cut_off() -> None:
    bomb = lz.tutup("a" * 300_000)
    assert len(bomb) < 3_000
    with pytest.raises(ValueError, match="unfolds to more than 1000 characters"):
        lz.buka(bomb, 1000)


@pytest.mark.parametrize("text", ["!", "", "€", "$$$$", "A" * 40, "zzzz", lz.tutup("abcabcabc")[:-2]])
def test_what_is_no_such_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"LZString|middle"):
        lz.buka(text, 1000)
