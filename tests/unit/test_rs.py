"""A hospital's record and its policies."""

from typing import Any

import pytest

from antrean.domain.rs import ATURAN, Kebijakan, RumahSakit
from antrean.errors import OperatorError


def rumah_sakit(**changes: Any) -> RumahSakit:
    values = {"kode": "1311R002", "nama": "RS Uji", "zona": "Asia/Jakarta", "username": "bpjs", "sandi": "x"}
    return RumahSakit(**(values | changes))


def test_the_defaults_are_those_of_the_contract() -> None:
    assert Kebijakan() == Kebijakan(
        duplikat="poli",
        ulang_detik="0",
        tutup="akhir",
        hari_maks="90",
        dilayani="panggil",
        panggil_dulu="hadir",
        datang_awal="60",
        kartu_13="tidak",
        umur_token="3600",
        format_norm="######",
        jaringan="",
        jaringan_simrs="",
    )


def test_every_policy_takes_its_default() -> None:
    kebijakan = Kebijakan()
    assert list(ATURAN) == list(Kebijakan.__dataclass_fields__)
    assert all(aturan.sah(getattr(kebijakan, nama)) for nama, aturan in ATURAN.items())


@pytest.mark.parametrize(
    "nama, nilai",
    [
        *(("duplikat", nilai) for nilai in ("poli", "tanggal", "dokter")),
        *(("tutup", nilai) for nilai in ("akhir", "h-1", "1", "60", "1440")),
        *(("hari_maks", nilai) for nilai in ("0", "1", "365")),
        *(("dilayani", nilai) for nilai in ("panggil", "checkin")),
        *(("panggil_dulu", nilai) for nilai in ("hadir", "nomor")),
        *(("datang_awal", nilai) for nilai in ("0", "1440")),
        *(("kartu_13", nilai) for nilai in ("tidak", "ya")),
        *(("umur_token", nilai) for nilai in ("10", "2592000")),
        *(("format_norm", nilai) for nilai in ("###", "##-##-##", "26-######", "RM/############")),
        *(
            (nama, nilai)
            for nama in ("jaringan", "jaringan_simrs")
            for nilai in (
                "",
                "10.0.0.0/8",
                "10.0.0.0/8,192.168.1.0/24",
                "192.168.1.7",
                "2001:db8::/32,::1",
                "0.0.0.0/0",
            )
        ),
    ],
)
def test_a_policy_takes_what_it_lists(nama: str, nilai: str) -> None:
    assert getattr(Kebijakan().ubah({nama: nilai}), nama) == nilai


@pytest.mark.parametrize(
    "nama, nilai",
    [
        *(("duplikat", nilai) for nilai in ("", "Poli", "poli ", "pasien")),
        *(("tutup", nilai) for nilai in ("", "0", "1441", "-1", "H-1", "1.5", "h-2", "٣")),
        *(("hari_maks", nilai) for nilai in ("", "-1", "366", "90 ", "٣", "0x10", "1e2", "9" * 5000)),
        *(("dilayani", nilai) for nilai in ("", "check in")),
        *(("panggil_dulu", nilai) for nilai in ("", "HADIR", "ya")),
        *(("datang_awal", nilai) for nilai in ("", "-1", "1441")),
        *(("kartu_13", nilai) for nilai in ("", "yes", "1")),
        *(("umur_token", nilai) for nilai in ("", "9", "2592001")),
        *(
            ("format_norm", nilai)
            for nilai in ("", "##", "#############", "###\n", "### #", "###:n", "###é", "#" * 12 + "A" * 9)
        ),
        *(
            (nama, nilai)
            for nama in ("jaringan", "jaringan_simrs")
            for nilai in (
                *("192.168.1.7/24", "10.0.0.0/33", "10.0.0", "10", "10.0.0.0/8,", ",", " 10.0.0.0/8", "10.0.0.0/8\n"),
                *("10.0.0.0/8, 10.1.0.0/16", "10.0.0.0-10.0.0.9", "rs.example", "2001:db8::1/32", "semua", "٣.0.0.0"),
            )
        ),
    ],
)
def test_another_value_is_refused_with_what_it_takes(nama: str, nilai: str) -> None:
    with pytest.raises(OperatorError) as refused:
        Kebijakan().ubah({nama: nilai})
    assert str(refused.value) == f"{nama} cannot be {nilai!r}. It takes {ATURAN[nama].pilihan}: {ATURAN[nama].arti}."


def test_an_unknown_policy_is_refused_with_the_known_ones() -> None:
    with pytest.raises(OperatorError) as refused:
        Kebijakan().ubah({"warna": "biru"})
    assert str(refused.value) == f"There is no policy 'warna'. The known ones: {', '.join(ATURAN)}."


def test_several_policies_change_together_or_not_at_all() -> None:
    lama = Kebijakan()
    with pytest.raises(OperatorError):
        lama.ubah({"duplikat": "tanggal", "tutup": "never"})
    assert lama == Kebijakan()
    assert lama.ubah({"duplikat": "tanggal", "tutup": "h-1"}) == Kebijakan(duplikat="tanggal", tutup="h-1")


@pytest.mark.parametrize("nilai, hadir_dulu", [("hadir", True), ("nomor", False)])
def test_who_has_checked_in_comes_first_where_the_hospital_says_so(nilai: str, hadir_dulu: bool) -> None:
    assert Kebijakan(panggil_dulu=nilai).hadir_dulu is hadir_dulu


def test_what_a_record_lacks_has_its_default_and_what_is_unknown_is_left_out() -> None:
    assert Kebijakan.dari({"tutup": "30", "dari_versi_lain": "1"}) == Kebijakan(tutup="30")


@pytest.mark.parametrize("kode", ["1", "1311R002", "A" * 20])
def test_a_hospital_has_a_code_of_capitals_and_digits(kode: str) -> None:
    assert rumah_sakit(kode=kode).kode == kode


@pytest.mark.parametrize(
    "bidang, nilai",
    [
        *(("kode", nilai) for nilai in ("", "1311r002", "A" * 21, "1311 R", "{A}", "1311R002\n", "É")),
        *(("username", nilai) for nilai in ("", " bpjs", "-bpjs", "a b", "bpjs\n", "a" * 65, "é")),
        *(("zona", nilai) for nilai in ("", "WIB", "UTC", "asia/jakarta", "Asia/Singapore")),
        *(("nama", nilai) for nilai in ("", "RS\tUji", "RS\nUji", "R" * 101)),
    ],
)
def test_a_hospital_that_cannot_be_is_refused_with_the_value(bidang: str, nilai: str) -> None:
    with pytest.raises(OperatorError) as refused:
        rumah_sakit(**{bidang: nilai})
    assert repr(nilai) in str(refused.value)


def test_the_password_hash_is_not_shown() -> None:
    assert "scrypt" not in repr(rumah_sakit(sandi="scrypt:1"))
