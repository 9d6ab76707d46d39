"""Which poli and doctor of theirs is which of BPJS's, as the hospital maintains it in their mapping tables.

Codes there are compared as MariaDB compares them: without case and without blanks at the end.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Self

from antrean.domain.identitas import kode_poli_sah, pengisi, rapikan_kode
from antrean.konektor.basis import Baris, Basis
from antrean.konektor.nama import nama_bersih

POLI, DOKTER = "poli", "dokter"
_TABEL = {POLI: "maping_poli_bpjs", DOKTER: "maping_dokter_dpjpvclaim"}
_KOLOM = {POLI: "kd_poli_bpjs", DOKTER: "kd_dokter_bpjs"}
_ANGKA_TERPANJANG = 12


@dataclass(frozen=True, slots=True)
class Lubang:
    """A poli or a doctor of theirs of which it cannot be said who that is at BPJS.

    Attributes:
        jenis: ``poli`` or ``dokter``.
        kode: kd_poli or kd_dokter.
        dijadwal: it stands in their schedule: so patients miss it.
        pesan: what is wrong and what to do, in a sentence.
    """

    jenis: str
    kode: str
    nama: str
    dijadwal: bool
    pesan: str


@dataclass(frozen=True, slots=True)
class Milik:
    """A poli or a doctor of theirs.

    Attributes:
        kode: as their own table writes it.
        bpjs: BPJS's code of the poli, or the doctor's number as text; empty where none can be used.
        tertulis: what the mapping has there, usable or not; empty where it has nothing.
        aktif: they still offer it.
        dijadwal: it stands in their schedule.
    """

    kode: str
    nama: str
    bpjs: str
    tertulis: str
    aktif: bool
    dijadwal: bool


@dataclass(frozen=True, slots=True)
class Pemetaan:
    """Both directions. Several of theirs may be one of BPJS's; then the one that they still offer is meant, else the
    one that their schedule has, and where several are left a person must say which."""

    poli: Mapping[str, Milik]
    dokter: Mapping[str, Milik]
    praktik: frozenset[tuple[str, str]]
    _dari: Mapping[tuple[str, str], Sequence[Milik]]

    @classmethod
    def baca(cls, basis: Basis) -> Self:
        """Ask for the five small tables, whole.

        Raises:
            BasisDiam, BasisMenolak: as they say.
        """
        jadwal = basis.baca("SELECT DISTINCT kd_dokter, kd_poli FROM jadwal")
        praktik = frozenset((_kunci(satu["kd_dokter"]), _kunci(satu["kd_poli"])) for satu in jadwal)
        poli = _gabung(
            basis.baca("SELECT kd_poli AS kode, nm_poli AS nama, status FROM poliklinik"),
            basis.baca("SELECT kd_poli_rs AS kode, kd_poli_bpjs AS bpjs, nm_poli_bpjs AS nama FROM maping_poli_bpjs"),
            {kd_poli for _, kd_poli in praktik},
            kode_bpjs_poli,
        )
        dokter = _gabung(
            basis.baca("SELECT kd_dokter AS kode, nm_dokter AS nama, status FROM dokter"),
            basis.baca(
                "SELECT kd_dokter AS kode, kd_dokter_bpjs AS bpjs, nm_dokter_bpjs AS nama FROM maping_dokter_dpjpvclaim"
            ),
            {kd_dokter for kd_dokter, _ in praktik},
            angka_bpjs_dokter,
        )
        dari: dict[tuple[str, str], list[Milik]] = defaultdict(list)
        for jenis, semua in ((POLI, poli), (DOKTER, dokter)):
            for satu in semua.values():
                if satu.bpjs:
                    dari[jenis, satu.bpjs].append(satu)
        return cls(poli, dokter, praktik, {kunci: _yang_dimaksud(semua) for kunci, semua in dari.items()})

    def milik_poli(self, kd_poli: str) -> Milik | None:
        """A poli of theirs; None where there is none of this code."""
        return self.poli.get(_kunci(kd_poli))

    def milik_dokter(self, kd_dokter: str) -> Milik | None:
        """A doctor of theirs; None where there is none of this code."""
        return self.dokter.get(_kunci(kd_dokter))

    def poli_bpjs(self, kd_poli: str) -> str | None:
        """BPJS's code of a poli of theirs; None where it has none."""
        milik = self.milik_poli(kd_poli)
        return milik.bpjs or None if milik else None

    def dokter_bpjs(self, kd_dokter: str) -> int | None:
        """BPJS's number of a doctor of theirs; None where there is none."""
        milik = self.milik_dokter(kd_dokter)
        return int(milik.bpjs) if milik and milik.bpjs else None

    def kd_poli(self, kodepoli: str) -> str | None:
        """Their code of a poli of BPJS's; None where there is none, or more than one."""
        return _satu(self._dari.get((POLI, kodepoli), ()))

    def kd_dokter(self, kodedokter: int) -> str | None:
        """Their code of a doctor of BPJS's; None where there is none, or more than one."""
        return _satu(self._dari.get((DOKTER, str(kodedokter)), ()))

    def pasangan(self, kodepoli: str, kodedokter: int) -> tuple[str, str] | None:
        """Their kd_poli and kd_dokter of a session's poli and doctor. Where either is several there, the two that stand
        together in their schedule; None where that leaves none or several."""
        poli, dokter = self._dari.get((POLI, kodepoli), ()), self._dari.get((DOKTER, str(kodedokter)), ())
        semua = list(product(poli, dokter))
        if len(semua) > 1:
            semua = [(p, d) for p, d in semua if (_kunci(d.kode), _kunci(p.kode)) in self.praktik]
        return (semua[0][0].kode, semua[0][1].kode) if len(semua) == 1 else None

    def nama_poli(self, kd_poli: str) -> str:
        """Its name for people; its code where it has none."""
        milik = self.milik_poli(kd_poli)
        return milik.nama if milik else kd_poli

    def nama_dokter(self, kd_dokter: str) -> str:
        """The doctor's name for people; the code where there is none."""
        milik = self.milik_dokter(kd_dokter)
        return milik.nama if milik else kd_dokter

    def lubang(self) -> list[Lubang]:
        """Those that they offer and that have no usable code, or share it so that nobody can say which is meant; those
        of their schedule first."""
        semua = [
            *(self._lubang(POLI, satu) for satu in self.poli.values()),
            *(self._lubang(DOKTER, satu) for satu in self.dokter.values()),
        ]
        ada = [satu for satu in semua if satu is not None]
        return sorted(ada, key=lambda satu: (not satu.dijadwal, satu.jenis == DOKTER, satu.kode))

    def _lubang(self, jenis: str, satu: Milik) -> Lubang | None:
        if pengisi(satu.kode) or not (satu.aktif or satu.dijadwal):
            return None
        kolom, tabel, awal = _KOLOM[jenis], _TABEL[jenis], f"{jenis} {satu.kode} ({satu.nama})"
        sama = self._dari.get((jenis, satu.bpjs), ()) if satu.bpjs else ()
        if not satu.bpjs:
            apa = f"{kolom} is {satu.tertulis!r}, which is no code of BPJS" if satu.tertulis else f"it has no {kolom}"
            pesan = f"{awal}: {apa}: set it in {tabel}, from their mapping screen."
        elif satu in sama and len(sama) > 1 and self._rancu(jenis, satu):
            lain = ", ".join(s.kode for s in sama if s is not satu)
            pesan = (
                f"{awal}: {lain} has the code {satu.bpjs} too, so nobody can say of which a booking is: keep it in "
                f"{tabel} for one of them, or take the others out of use."
            )
        else:
            return None
        return Lubang(jenis, satu.kode, satu.nama, satu.dijadwal, pesan)

    def _rancu(self, jenis: str, satu: Milik) -> bool:
        """Whether their schedule leaves open which of those with the same code is meant."""
        tentang = [pasang for pasang in self.praktik if pasang[jenis == POLI] == _kunci(satu.kode)]
        dipetakan = [(self.poli_bpjs(p), self.dokter_bpjs(d)) for d, p in tentang]
        return not tentang or any(p and d and self.pasangan(p, d) is None for p, d in dipetakan)


def kode_bpjs_poli(teks: str) -> str:
    """A poli's code at BPJS as the mapping has it; empty where it is none."""
    kode = rapikan_kode(teks)
    return kode if kode_poli_sah(kode) and not pengisi(kode) else ""


def angka_bpjs_dokter(teks: str) -> str:
    """A doctor's number at BPJS as the mapping has it, without zeros before it; empty where it is none."""
    angka = rapikan_kode(teks).lstrip("0")
    return angka if angka.isascii() and angka.isdigit() and len(angka) <= _ANGKA_TERPANJANG else ""


def _kunci(kode: str | None) -> str:
    return rapikan_kode(kode or "")


def _gabung(
    milik: Iterable[Baris], peta: Iterable[Baris], dijadwal: set[str], baca: Callable[[str], str]
) -> dict[str, Milik]:
    tertulis = {_kunci(satu["kode"]): satu for satu in peta}
    hasil = {}
    for satu in milik:
        kunci = _kunci(satu["kode"])
        lain = tertulis.get(kunci, {})
        isi = lain.get("bpjs") or ""
        nama = nama_bersih(satu["nama"]) or nama_bersih(lain.get("nama")) or satu["kode"]
        hasil[kunci] = Milik(satu["kode"], nama, baca(isi), isi, str(satu["status"]) != "0", kunci in dijadwal)
    return hasil


def _yang_dimaksud(semua: Sequence[Milik]) -> Sequence[Milik]:
    """Of several those that are offered; of several of those the ones in the schedule."""
    for pilihan in ([s for s in semua if s.aktif], [s for s in semua if s.aktif and s.dijadwal]):
        if len(semua) > 1 and pilihan:
            semua = pilihan
    return semua


def _satu(semua: Sequence[Milik]) -> str | None:
    return semua[0].kode if len(semua) == 1 else None
