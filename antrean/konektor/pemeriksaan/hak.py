"""What the connector's account may do there, as SHOW GRANTS tells it: too little, and more than it needs."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from antrean.konektor.basis import Basis
from antrean.konektor.kunjungan import Temuan
from antrean.konektor.pemeriksaan import skema
from antrean.konektor.pemeriksaan.skema import BACA, Tabel, kutip
from antrean.konektor.setelan import Setelan

SEMUA = "ALL PRIVILEGES"
_DATA = frozenset({skema.BACA, skema.TAMBAH, skema.UBAH, skema.HAPUS})
_HANYA_MELIHAT = frozenset({BACA, "SHOW VIEW", "SHOW CREATE ROUTINE"})
_BUKAN_MEREKA = ("mysql",)
"""Databases of the server's own, with everybody's passwords."""

_NAMA = r"`(?:[^`]|``)*`|'(?:[^']|'')*'"
_SIAPA = rf"(?:{_NAMA}|PUBLIC)(?:@(?:{_NAMA}))?"
_BARIS = re.compile(
    rf"GRANT (?P<hak>.+?) ON (?P<jenis>(?:TABLE|FUNCTION|PROCEDURE|PACKAGE(?: BODY)?) )?"
    rf"(?P<di>\*\.\*|(?:{_NAMA})\.(?:\*|{_NAMA})|{_SIAPA}) TO (?P<siapa>{_SIAPA})(?P<sisa>.*)",
    re.DOTALL,
)
_PERAN = re.compile(rf"GRANT (?P<peran>{_SIAPA}(?:, ?{_SIAPA})*) TO (?P<siapa>{_SIAPA})(?P<sisa>.*)", re.DOTALL)
_HAK = re.compile(r"\s*([A-Z_ ]+?)\s*(?:\(([^)]*)\))?\s*(?:,|$)")
_BOLEH_MEMBERI = re.compile(r"\bWITH\b.*\b(?:GRANT|ADMIN) OPTION\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hibah:
    """One of the account's grants.

    Attributes:
        hak: each right with the columns that it is for; none: for all.
        di: where, as statements have it: ``*.*``, ``db.*``, ``db.table``, a routine, somebody who may be played.
        basisdata: the pattern of databases; empty: of all of them, or none.
        tabel: empty: not of one table.
        siapa: who has it, the account itself or a role, as statements have it.
        memberi: may hand it on.
    """

    hak: Mapping[str, frozenset[str]]
    di: str
    basisdata: str
    tabel: str
    siapa: str
    memberi: bool

    def kena(self, basisdata: str, tabel: str) -> bool:
        """Whether it is also of this table. Names are compared without case, as a server on Windows does: of two
        databases that differ in no more, one would be another hospital's test."""
        if self.tabel:
            return (self.basisdata.lower(), self.tabel.lower()) == (basisdata.lower(), tabel.lower())
        return self.di == "*.*" or (bool(self.basisdata) and self.meliputi(basisdata))

    def meliputi(self, basisdata: str) -> bool:
        """Whether this database is one of its pattern's."""
        bagian = re.findall(r"\\.|.", self.basisdata, re.DOTALL)
        pola = (".*" if satu == "%" else "." if satu == "_" else re.escape(satu[-1]) for satu in bagian)
        return re.fullmatch("".join(pola), basisdata, re.DOTALL | re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Hak:
    """All that an account may.

    Attributes:
        akun: it, as statements have it, ``'antrean'@'10.0.0.5'``.
        peran: the roles that it has, with whether it may hand them on.
        aktif: those of them that are in force from the first moment on.
        asing: lines that nobody here can read, without what follows their TO.
    """

    akun: str
    hibah: Sequence[Hibah]
    peran: Mapping[str, bool]
    aktif: frozenset[str] = frozenset()
    asing: Sequence[str] = ()

    @classmethod
    def baca(cls, basis: Basis) -> "Hak":
        """Ask their server.

        Raises:
            BasisDiam, BasisMenolak: as they say.
        """
        nama, _, host = str(basis.baca("SELECT CURRENT_USER() AS siapa")[0]["siapa"]).rpartition("@")
        baris = [str(next(iter(satu.values()))) for satu in basis.baca("SHOW GRANTS")]
        hibah, peran, asing = urai(baris)
        aktif = str(basis.baca("SELECT CURRENT_ROLE() AS peran")[0]["peran"] or "") if peran else ""
        semua_aktif = frozenset(satu.partition("@")[0].strip("` ") for satu in aktif.split(","))
        return cls(f"{_petik(nama)}@{_petik(host)}", hibah, peran, semua_aktif, asing)

    def punya(self, basisdata: str, tabel: str, hak: str, kolom: Iterable[str] = ()) -> bool:
        """Whether the account has a right on a whole table, or on these columns of it."""
        terbuka: set[str] = set()
        for satu in self.hibah:
            if satu.kena(basisdata, tabel):
                for kata in {hak, SEMUA} & satu.hak.keys():
                    if not satu.hak[kata]:
                        return True
                    terbuka |= satu.hak[kata]
        dicari = set(kolom)
        return bool(dicari) and dicari <= terbuka


def urai(baris: Iterable[str]) -> tuple[list[Hibah], dict[str, bool], list[str]]:
    """Lines of SHOW GRANTS as grants, roles, and what can be read as neither. A line may have the password's hash:
    nothing of it is kept."""
    hibah: list[Hibah] = []
    peran: dict[str, bool] = {}
    asing: list[str] = []
    for satu in baris:
        if cocok := _BARIS.fullmatch(satu):
            basisdata, tabel = _terbelah(cocok["di"])
            biasa = not cocok["jenis"] and cocok["hak"] != "PROXY"
            hibah.append(
                Hibah(
                    _hak(cocok["hak"]),
                    f"{cocok['jenis'] or ''}{cocok['di']}",
                    basisdata if biasa else "",
                    tabel if biasa else "",
                    cocok["siapa"],
                    _BOLEH_MEMBERI.search(cocok["sisa"]) is not None,
                )
            )
        elif cocok := _PERAN.fullmatch(satu):
            boleh = _BOLEH_MEMBERI.search(cocok["sisa"]) is not None
            peran |= dict.fromkeys(re.findall(_SIAPA, cocok["peran"]), boleh)
        elif not satu.startswith("SET DEFAULT ROLE"):
            asing.append(satu.partition(" TO ")[0][:100])
    return hibah, peran, asing


def periksa_hak(hak: Hak, setelan: Setelan) -> Iterator[Temuan]:
    """What the account lacks, then what it has beyond its need."""
    yield from _kurang(hak, setelan)
    yield from _lebih(hak, setelan)
    for satu in hak.asing:
        yield Temuan(True, f"{hak.akun} has a grant that is not understood here: {satu}. Take it away if it can be.")


def tak_terbaca(hak: Hak, setelan: Setelan) -> set[str]:
    """The tables of which it may not read what it must."""
    return {satu.nama for satu in skema.tabel(setelan.sistem).values() if BACA in _tak_punya(hak, setelan, satu)}


def _kurang(hak: Hak, setelan: Setelan) -> Iterator[Temuan]:
    for satu in skema.tabel(setelan.sistem).values():
        if kurang := _tak_punya(hak, setelan, satu):
            perintah = skema.beri(satu, kurang, setelan.basisdata, hak.akun)
            if satu.wajib:
                yield Temuan(True, f"{hak.akun} may not {' and '.join(kurang)} on {satu.nama}: {perintah}")
            else:
                yield Temuan(False, f"{satu.nama} cannot be read, which is no must. Where there is one: {perintah}")


def _tak_punya(hak: Hak, setelan: Setelan, satu: Tabel) -> tuple[str, ...]:
    # Of a table that rows are added to all columns must be seen: also those that nobody knows yet.
    kolom = () if satu.ditulis else satu.kolom
    return tuple(kata for kata in satu.hak if not hak.punya(setelan.basisdata, satu.nama, kata, kolom))


def _lebih(hak: Hak, setelan: Setelan) -> Iterator[Temuan]:
    for satu in hak.hibah:
        lebih, perlu = _lebihnya(satu, setelan)
        if not lebih and not satu.memberi:
            continue
        sebut = ", ".join([*sorted(lebih), *(["GRANT OPTION"] if satu.memberi else [])])
        peran = satu.siapa.replace("`", "'") != hak.akun
        awal = f"{hak.akun} has {sebut} on {satu.di}{f' through {satu.siapa}' if peran else ''}"
        cara = _tarik(satu, lebih, perlu, hak, setelan, peran)
        yield Temuan(satu.memberi or _berbahaya(satu, lebih), f"{awal}, which is not needed: {cara}")
    for nama, boleh in hak.peran.items():
        if boleh:
            cara = f"REVOKE ADMIN OPTION FOR {nama} FROM {hak.akun};"
            yield Temuan(True, f"{hak.akun} may give the role {nama} to others: {cara}")
        if nama.partition("@")[0].strip("`'") not in hak.aktif:
            yield Temuan(False, f"{hak.akun} could take on the role {nama}: REVOKE {nama} FROM {hak.akun};")


def _lebihnya(satu: Hibah, setelan: Setelan) -> tuple[dict[str, frozenset[str]], Tabel | None]:
    """The rights of a grant that are not needed, with their columns, and the table that others of it are needed on."""
    ada = {kata: kolom for kata, kolom in satu.hak.items() if kata != "USAGE"}
    if not satu.tabel or satu.basisdata.lower() != setelan.basisdata.lower():
        return ada, None
    tabel = skema.tabel(setelan.sistem).get(satu.tabel.lower())
    if tabel is None or SEMUA in ada:
        return ada, tabel
    lebih = {}
    for kata, kolom in ada.items():
        if kata not in tabel.hak:
            lebih[kata] = kolom
        elif tabel.hanya and not kolom:
            lebih[kata] = frozenset[str]()
        elif tabel.hanya and (asing := kolom - tabel.kolom.keys()):
            lebih[kata] = asing
    return lebih, tabel


def _berbahaya(satu: Hibah, kata: Mapping[str, frozenset[str]]) -> bool:
    """Whether somebody who has stolen the account could spoil something, or read everything."""
    return satu.di == "*.*" or satu.basisdata.lower() in _BUKAN_MEREKA or not kata.keys() <= _HANYA_MELIHAT


def _tarik(
    satu: Hibah,
    lebih: Mapping[str, frozenset[str]],
    perlu: Tabel | None,
    hak: Hak,
    setelan: Setelan,
    peran: bool,
) -> str:
    """What takes it away and leaves what is needed."""
    dahulu = "after the statements of `antrean konektor periksa --hibah`, "
    if satu.siapa == "PUBLIC":
        return f"everybody there has it; ask who needs it, else {_cabut(satu, lebih, 'PUBLIC')}"
    if peran:
        return f"{dahulu}which do without a role, REVOKE {satu.siapa} FROM {hak.akun};"
    if perlu is not None and (SEMUA in lebih or any(kata in perlu.hak and not lebih[kata] for kata in lebih)):
        semua = _cabut(satu, {SEMUA: frozenset()}, hak.akun)
        return f"{semua} and at once {skema.beri(perlu, perlu.hak, setelan.basisdata, hak.akun)}"
    return f"{dahulu if satu.kena(setelan.basisdata, '') else ''}{_cabut(satu, lebih, hak.akun)}"


def _cabut(satu: Hibah, lebih: Mapping[str, frozenset[str]], siapa: str) -> str:
    kata = [
        f"{nama} ({', '.join(map(kutip, sorted(kolom)))})" if kolom else nama for nama, kolom in sorted(lebih.items())
    ]
    # ALL PRIVILEGES stands alone in a statement.
    bagian = [", ".join(kata)] if kata else []
    if satu.memberi and "PROXY" not in lebih:
        bagian = [*bagian, "GRANT OPTION"] if SEMUA in lebih else [", ".join([*kata, "GRANT OPTION"])]
    return " ".join(f"REVOKE {satu_bagian} ON {satu.di} FROM {siapa};" for satu_bagian in bagian)


def _hak(teks: str) -> dict[str, frozenset[str]]:
    """``SELECT (`a`, `b`), INSERT`` as rights with their columns."""
    hasil: dict[str, frozenset[str]] = {}
    for kata, teks_kolom in _HAK.findall(teks):
        kolom = frozenset(satu.strip(" `") for satu in teks_kolom.split(",") if satu.strip(" `"))
        # Where it has both, the whole table is what it has.
        hasil[kata] = kolom | hasil.get(kata, kolom) if kolom and hasil.get(kata, kolom) else frozenset()
    return hasil


def _terbelah(di: str) -> tuple[str, str]:
    """The database's pattern and the table of ``db.table``; each empty where there is none."""
    cocok = re.fullmatch(rf"({_NAMA})\.(\*|{_NAMA})", di)
    return (_polos(cocok[1]), "" if cocok[2] == "*" else _polos(cocok[2])) if cocok else ("", "")


def _polos(kutipan: str) -> str:
    return kutipan[1:-1].replace(kutipan[0] * 2, kutipan[0])


def _petik(teks: str) -> str:
    return "'" + teks.replace("'", "''") + "'"
