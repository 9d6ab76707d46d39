"""How a value fits what theirs take."""

from datetime import date

import pytest

from antrean.konektor.ke_sana.tulisan import Kolom, TakTertulis, Urut, muat, no_reg, rentang_no_rawat, umur


@pytest.mark.parametrize(
    ("nama", "latin1"),
    [
        ("Siti Nur’aini", "Siti Nur’aini"),
        ("Nurʼaini Maʻruf", "Nur'aini Ma'ruf"),
        ("Āisyah Nguyễn Đức Łukasz Œdipe", "Aisyah Nguyen Duc Lukasz Œdipe"),
        ("José Müller Çelik Şule İnci ışık", "José Müller Çelik Sule Inci isik"),
        ("Анна Щукина", "Anna Shchukina"),
        ("Ιωάννης", "Ioannes"),
        ("محمد شريف", "MHMD SHRYF"),
        ("キム 김민수", "KIMU GIMMINSU"),
        ("Budi 😀 李", "Budi"),
        ("ﬁtri ５ ٣", "fitri 5 3"),
        ("Jose\u0301\u200b", "José"),
        ("Ani\nBudi\t", "Ani Budi"),
    ],
)
def test_a_name_in_the_letters_of_a_column(nama: str, latin1: str) -> None:
    assert muat(nama, "latin1") == latin1
    latin1.encode("cp1252")


def test_what_other_charsets_take() -> None:
    assert muat("Анна 李 😀 ʼ", "utf8mb4") == "Анна 李 😀 ʼ"
    assert muat("Анна 李 😀 ʼ", "utf8mb3") == "Анна 李  ʼ"
    assert muat("José ’ Ж", "ascii") == "Jose ' Zh"
    assert muat("José", "dec8") == "Jose"  # one that nobody thought of


def test_a_text_is_cut_only_where_people_read_it() -> None:
    kolom = Kolom(5, "latin1", kosong=True)
    assert kolom.muat("pasien", "nm_pasien", "Ani Budiman") == "Ani B"
    assert kolom.muat("pasien", "alamat", "Jln. Satu") == "Jln."
    with pytest.raises(TakTertulis, match=r"reg_periksa\.no_rkm_medis has room for 5"):
        kolom.muat("reg_periksa", "no_rkm_medis", "000123")


def test_numbers_and_days() -> None:
    assert (no_reg(7), no_reg(1234)) == ("007", "1234")
    dari, sampai = rentang_no_rawat(date(2026, 11, 30))
    assert dari <= "2026/11/30/000001" < "2026/11/30/999999" < sampai <= "2026/12/01/000001"


@pytest.mark.parametrize(
    ("lahir", "hasil"),
    [
        (date(1990, 11, 30), (36, "Th")),
        (date(1990, 12, 1), (35, "Th")),
        (date(2025, 12, 1), (11, "Bl")),
        (date(2026, 10, 31), (30, "Hr")),
        (date(2026, 10, 30), (1, "Bl")),
        (date(2026, 11, 29), (1, "Hr")),
        (date(2026, 12, 1), (0, "Hr")),
        (None, (0, "Hr")),
        (date(2024, 2, 29), (2, "Th")),
    ],
)
def test_ages(lahir: date | None, hasil: tuple[int, str]) -> None:
    assert umur(lahir, date(2026, 11, 30)) == hasil


LURUS = Urut()
DEPAN, BELAKANG = Urut(tahun=True, bulan=True), Urut(tahun=True, bulan=True, depan=False)
TAHUN = Urut(tahun=True)


@pytest.mark.parametrize(
    ("urut", "terakhir", "norm", "jadi"),
    [
        (LURUS, "000020", "000021", "000021"),
        (LURUS, "000025", "000021", ""),  # they are further
        (LURUS, "000021", "000021", ""),
        (LURUS, "000020", "900021", ""),  # a leap
        (LURUS, "", "000021", "000021"),  # they have none
        (LURUS, "RM-20", "000021", ""),  # whatever that is
        (LURUS, "000020", "2611000021", ""),
        (DEPAN, "2611000020", "2611000021", "2611000021"),
        (DEPAN, "000020", "2611000021", "000021"),
        (TAHUN, "26000020", "26000021", "26000021"),
        (BELAKANG, "000020-1126", "000021-1126", "000021-1126"),
        (BELAKANG, "000020", "000021-1126", "000021"),
        (Urut("Terminal"), "563412", "573412", "573412"),  # 123456, 123457
        (Urut("Terminal"), "993412", "003512", "003512"),  # 123499, 123500
        (Urut("Terminal"), "563412", "563413", ""),  # 133456: a leap
        (Urut("Middle"), "341256", "341257", "341257"),  # 123456, 123457
        (Urut("Middle"), "341299", "351200", "351200"),  # 123499, 123500
    ],
)
def test_their_counter_of_record_numbers(urut: Urut, terakhir: str, norm: str, jadi: str) -> None:
    assert (urut.tulis(terakhir, norm) if urut.maju(terakhir, norm) else "") == jadi
