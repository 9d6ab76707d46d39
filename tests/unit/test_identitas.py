"""The shapes of identity numbers and codes."""

import pytest

from antrean.domain.identitas import kartu_sah, kode_poli_sah, nik_sah, norm_sah, teks_sah

ARAB = "٣" * 16


@pytest.mark.parametrize(
    "teks, sah",
    [
        ("3212345678987654", True),
        ("321234567898765", False),
        ("32123456789876543", False),
        ("3212345678 87654", False),
        ("3212345678987654\n", False),
        ("321234567898765A", False),
        ("+212345678987654", False),
        (ARAB, False),
        ("", False),
    ],
)
def test_a_nik_has_sixteen_digits(teks: str, sah: bool) -> None:
    assert nik_sah(teks) is sah


@pytest.mark.parametrize(
    "panjang, sah, sah_13",
    [(10, False, False), (11, True, False), (12, True, False), (13, True, True), (14, False, False)],
)
def test_a_card_has_11_to_13_digits_or_exactly_13(panjang: int, sah: bool, sah_13: bool) -> None:
    assert kartu_sah("0" * panjang) is sah
    assert kartu_sah("0" * panjang, harus_13=True) is sah_13


@pytest.mark.parametrize("teks", ["", "00012345678\n", "0001234567 8", "0001234567a", "-0001234567", ARAB[:13]])
def test_a_card_is_digits_only(teks: str) -> None:
    assert not kartu_sah(teks)


@pytest.mark.parametrize(
    "teks, sah",
    [
        ("123345", True),
        ("12-33-45", True),
        ("RM.1/2_3", True),
        ("1" * 20, True),
        ("1" * 21, False),
        ("-1", False),
        ("1 2", False),
        ("1\t2", False),
        ("1:n", False),
        ("1\n", False),
        ("", False),
    ],
)
def test_a_record_number_has_no_separator_of_the_store(teks: str, sah: bool) -> None:
    assert norm_sah(teks) is sah


@pytest.mark.parametrize(
    "teks, sah",
    [
        ("ANA", True),
        ("027", True),
        ("A-1_B", True),
        ("A" * 10, True),
        ("A" * 11, False),
        ("ana", False),
        ("A:B", False),
        ("A B", False),
        ("_A", False),
        ("ANA\n", False),
        ("", False),
    ],
)
def test_a_poli_code_is_capitals_and_digits(teks: str, sah: bool) -> None:
    assert kode_poli_sah(teks) is sah


@pytest.mark.parametrize(
    "teks, sah",
    [
        ("dr. Ayu Çelik, Sp.A", True),
        ("x" * 30, True),
        ("x" * 31, False),
        ("a\tb", False),
        ("a\nb", False),
        ("a\x00b", False),
        ("a\x7fb", False),
        ("a\u202eb", False),
        ("a\ud800b", False),
        ("", True),
    ],
)
def test_text_is_printable_and_limited(teks: str, sah: bool) -> None:
    assert teks_sah(teks, 30) is sah
