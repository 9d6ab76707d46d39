"""Their tables as they are, against what is known of them: hospitals change theirs by hand."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from antrean.konektor.basis import Baris, Basis
from antrean.konektor.kunjungan import Temuan
from antrean.konektor.pemeriksaan import skema
from antrean.konektor.pemeriksaan.skema import ANGKA, BEBAS, JENIS, TEKS, Kolom, Tabel, kutip
from antrean.konektor.setelan import Setelan

# One table at a time: MariaDB opens only that; of several, all that there are.
_KOLOM = (
    "SELECT column_name AS nama, data_type AS tipe, column_type AS tulisan, is_nullable AS kosong, extra AS lain, "
    "column_default AS bawaan, character_maximum_length AS panjang, character_set_name AS huruf "
    "FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
)
_MESIN = "SELECT engine AS mesin FROM information_schema.tables WHERE table_schema = %s AND table_name = %s"
_INDEKS = (
    "SELECT column_name AS kolom, MIN(non_unique) AS ganda FROM information_schema.statistics "
    "WHERE table_schema = %s AND table_name = %s AND seq_in_index = 1 GROUP BY column_name"
)
_GABUNG = ("no_rawat", "no_rkm_medis", "kd_dokter", "kd_poli")
"""Columns by which their tables are joined."""
_TANPA_BAWAAN = ("text", "blob", "json", "geometry")
_PENAMBAL = "Whoever changes their tables by hand knows why"


def periksa_bentuk(basis: Basis, setelan: Setelan, buta: Collection[str]) -> Iterator[Temuan]:
    """What differs from what is known.

    Args:
        buta: tables that may not be seen.

    Raises:
        BasisDiam, BasisMenolak: as they say.
    """
    huruf: dict[str, set[str]] = defaultdict(set)
    for satu in skema.tabel(setelan.sistem).values():
        if satu.nama in buta:
            continue
        di = (setelan.basisdata, satu.nama)
        ada = {str(baris["nama"]).lower(): baris for baris in basis.baca(_KOLOM, di)}
        if ada:
            yield from _kolom(satu, ada, setelan)
            yield from _mesin(satu, basis.baca(_MESIN, di), setelan)
            yield from _indeks(satu, basis.baca(_INDEKS, di), setelan)
        elif satu.wajib:
            yield Temuan(
                True,
                f"There is no table {satu.nama} in {setelan.basisdata}, which every {setelan.nama_sistem} has: "
                "`antrean konektor atur` names system and database.",
            )
        for nama in _GABUNG:
            if ada.get(nama, {}).get("huruf"):
                huruf[ada[nama]["huruf"]].add(satu.nama)
    if len(huruf) > 1:
        semua = "; ".join(f"{nama}: {', '.join(sorted(tabel))}" for nama, tabel in sorted(huruf.items()))
        yield Temuan(
            False,
            f"Their keys have several character sets ({semua}), so joins between these tables have no index. antrean "
            "asks by values and does without; their own screens are slower for it.",
        )


def indeks(basis: Basis, setelan: Setelan, tabel: str) -> set[str]:
    """The columns of a table that an index begins with."""
    return {str(satu["kolom"]).lower() for satu in basis.baca(_INDEKS, (setelan.basisdata, tabel))}


def _kolom(tabel: Tabel, ada: Mapping[str, Baris], setelan: Setelan) -> Iterator[Temuan]:
    for satu in tabel.kolom.values():
        if satu.nama not in ada:
            yield Temuan(
                True,
                f"{tabel.nama} has no column {satu.nama}. {_PENAMBAL}; antrean cannot do without, and what to do in "
                "its stead is a question for its makers.",
            )
        elif salah := _tipe_salah(satu, ada[satu.nama], tabel.ditulis):
            yield Temuan(True, f"{tabel.nama}.{satu.nama} is {ada[satu.nama]['tulisan']}, and {salah}. {_PENAMBAL}.")
    if skema.TAMBAH in tabel.hak:
        for nama, baris in ada.items():
            if nama not in tabel.kolom and _harus_diisi(baris):
                yield _tak_dikenal(tabel, baris, setelan)
    if tabel.nama == "jadwal" and not {"AKHAD", "MINGGU"} & _kata(ada.get("hari_kerja", {})):
        yield Temuan(
            False, "jadwal.hari_kerja knows neither AKHAD nor MINGGU, so no Sunday of their schedule comes over."
        )


def _tipe_salah(kolom: Kolom, ada: Baris, ditulis: bool) -> str:
    tipe = str(ada["tipe"]).lower()
    boleh = JENIS[TEKS] | JENIS[ANGKA] if kolom.jenis == BEBAS else JENIS[kolom.jenis]
    if tipe not in boleh:
        return f"not one of {', '.join(sorted(boleh))}"
    if not ditulis:
        return ""
    if tipe in ("enum", "set"):
        hilang = [kata for kata in kolom.nilai if kata not in _kata(ada)]
        return f"does not have {', '.join(map(repr, hilang))}, which is written" if hilang else ""
    panjang = ada["panjang"]
    if kolom.panjang and panjang is not None and int(panjang) < kolom.panjang:
        return f"texts of {kolom.panjang} characters are written"
    return ""


def _kata(ada: Mapping[str, object]) -> set[str]:
    """The words of an enum's type, as in ``enum('Belum','Batal')``."""
    return {kata.replace("''", "'") for kata in re.findall(r"'((?:[^']|'')*)'", str(ada.get("tulisan", "")))}


def _harus_diisi(ada: Baris) -> bool:
    lain = str(ada["lain"] or "").lower()
    sendiri = any(kata in lain for kata in ("auto_increment", "generated", "virtual", "persistent"))
    return ada["kosong"] == "NO" and ada["bawaan"] is None and not sendiri


def _tak_dikenal(tabel: Tabel, ada: Baris, setelan: Setelan) -> Temuan:
    nama, tipe, tulisan = ada["nama"], str(ada["tipe"]).lower(), ada["tulisan"]
    di = f"{kutip(setelan.basisdata)}.{kutip(tabel.nama)}"
    if any(kata in tipe for kata in _TANPA_BAWAAN):
        cara = f"ALTER TABLE {di} MODIFY {kutip(nama)} {tulisan} NULL;"
    else:
        bawaan = "0" if tipe in JENIS[ANGKA] else "''"
        if tipe == "enum":
            bawaan = re.findall(r"'(?:[^']|'')*'", tulisan)[0]
        elif tipe not in JENIS[TEKS] | JENIS[ANGKA]:
            bawaan = "…"
        cara = f"ALTER TABLE {di} ALTER COLUMN {kutip(nama)} SET DEFAULT {bawaan};"
    return Temuan(
        True,
        f"{tabel.nama}.{nama} ({tulisan}) is no column that is known, NOT NULL and without a default, so no row could "
        f"be added. Their DBA can give it one, which changes no row and nothing for their own program: {cara}",
    )


def _mesin(tabel: Tabel, baris: list[Baris], setelan: Setelan) -> Iterator[Temuan]:
    mesin = str(baris[0]["mesin"] or "") if baris else ""
    if tabel.ditulis and mesin and mesin.lower() != "innodb":
        yield Temuan(
            True,
            f"{tabel.nama} is {mesin}, which knows no transactions: a booking could be written there by half. Their "
            f"DBA can change it at night, for nobody can write to it meanwhile, and with a backup first: "
            f"ALTER TABLE {kutip(setelan.basisdata)}.{kutip(tabel.nama)} ENGINE=InnoDB;",
        )


def _indeks(tabel: Tabel, baris: list[Baris], setelan: Setelan) -> Iterator[Temuan]:
    ada = {str(satu["kolom"]).lower(): bool(satu["ganda"]) for satu in baris}
    for nama in tabel.kunci:
        if nama not in ada:
            yield Temuan(
                False,
                f"{tabel.nama} has no index of {nama}, by which it is asked all day: each time their server reads the "
                f"whole table. Their DBA can add one at night: CREATE INDEX {kutip(f'antrean_{nama}')} ON "
                f"{kutip(setelan.basisdata)}.{kutip(tabel.nama)} ({kutip(nama)});",
            )
        elif tabel.nama == "referensi_mobilejkn_bpjs" and ada[nama]:
            yield Temuan(
                False,
                f"{tabel.nama}.{nama} has an index that is not UNIQUE, as in older databases of theirs: several "
                "bookings may name one visit, of which the one that is not cancelled counts.",
            )
