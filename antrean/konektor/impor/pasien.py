"""Their patients as ours: read page by page in the order of their keys, held against ours, and written where they
differ.

A page stands for itself, so what was cut off goes on behind the last one, and memory does not grow with the table. A
NIK or card that two of their records have is found when the second of them comes by: ours says who has it so far, and
that record is read beside it. Of the two, who was there last keeps the number; the other record is kept without it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from antrean.domain.identitas import identitas_pengisi, kartu_sah, nik_sah, norm_sah, pengisi, rapikan
from antrean.domain.pasien import Pasien
from antrean.konektor.basis import Baris, Basis
from antrean.konektor.impor.pasien_sini import Coba, Sini
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.nama import nama_bersih
from antrean.konektor.simpanan import KonektorStore
from antrean.services.konteks import Konteks

HALAMAN = 500
DISEBUT_TERBANYAK = 10_000
LANJUT_MS = 24 * 3600 * 1000
"""A reading that was cut off goes on for so long; after that it begins anew."""
KASUS = "pasien"
DIMULAI, SAMPAI, SELESAI = "pasien_mulai", "pasien_sampai", "pasien_selesai"
"""What is kept of a reading: when it began and behind which record it goes on; when the last one ended."""
_DARI = "pasien_dari"
"""And of which database it is."""

_KOLOM = "no_rkm_medis, nm_pasien, no_ktp, no_peserta"
_BIDANG = {"nik": "no_ktp", "nomorkartu": "no_peserta"}


class Jenis(StrEnum):
    """What is not as it should be with a record of theirs."""

    NORM = "norm"
    NOMOR = "nomor"
    GANDA = "ganda"
    TERTAHAN = "tertahan"
    DITOLAK = "ditolak"


ARTI = {
    Jenis.NORM: "have a record number that cannot be used: left out",
    Jenis.NOMOR: "have a NIK or card that is none: taken without it",
    Jenis.GANDA: "share a NIK or card with a record of a later visit, which keeps it: taken without it",
    Jenis.TERTAHAN: "have a NIK or card that stands here with a record which they do not have: taken without it",
    Jenis.DITOLAK: "are refused: left as they were here",
}
"""What is said of so many of them."""
_PERLU_ORANG = (Jenis.TERTAHAN, Jenis.DITOLAK)


@dataclass(frozen=True, slots=True)
class Masalah:
    """What is not as it should be with a record of theirs, without a name or an identity number."""

    jenis: Jenis
    norm: str
    pesan: str


@dataclass(slots=True)
class HasilPasien:
    """What was done so far, or would be.

    Attributes:
        dibaca: records of theirs that were looked at.
        baru, berubah: those that we did not know, or otherwise; ``beda`` names the first of the latter, with their
            columns that are not as ours.
        jumlah: how many records each kind of problem has; ``masalah`` names the first of them.
        mulai_dari: the record behind which it went on; empty: from the first.
    """

    dibaca: int = 0
    baru: int = 0
    berubah: int = 0
    jumlah: Counter[Jenis] = field(default_factory=Counter)
    masalah: list[Masalah] = field(default_factory=list)
    beda: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    mulai_dari: str = ""

    def catat(self, jenis: Jenis, norm: str, pesan: str) -> None:
        """One more of them."""
        self.jumlah[jenis] += 1
        if len(self.masalah) < DISEBUT_TERBANYAK:
            self.masalah.append(Masalah(jenis, norm, pesan))

    def ubah(self, norm: str, kolom: tuple[str, ...] | None) -> None:
        """One more that was not as theirs in these columns; None: one that we did not know."""
        if kolom is None:
            self.baru += 1
            return
        self.berubah += 1
        if len(self.beda) < DISEBUT_TERBANYAK:
            self.beda.append((norm, kolom))


def satu_pasien(konteks: Konteks, basis: Basis, norm: str) -> bool:
    """Take one patient over whom a visit names; whether that one is known here then.

    Raises:
        BasisDiam, BasisMenolak: as they say.
        StoreUnavailable: the same again settles it.
    """
    penyalin = Penyalin(konteks, basis)
    penyalin.samakan(penyalin.ambil([norm]))
    return konteks.store.pasien.ada(konteks.rs.kode, norm)


def perkiraan(basis: Basis) -> int:
    """How many patients they have, about: what their server remembers of the table, without counting.

    Raises:
        BasisDiam, BasisMenolak: as they say.
    """
    sql = "SELECT table_rows AS n FROM information_schema.tables WHERE table_schema=DATABASE() AND table_name='pasien'"
    return int(basis.baca(sql)[0]["n"] or 0)


class Penyalin:
    """One reading of all their patients.

    Args:
        konteks: its request id is this reading's.
        simpanan: where it is kept how far the reading got; None: nowhere.
        coba: change nothing, nor where a reading that is under way got to.
        halaman: records a page.
    """

    def __init__(
        self,
        konteks: Konteks,
        basis: Basis,
        simpanan: KonektorStore | None = None,
        *,
        coba: bool = False,
        halaman: int = HALAMAN,
    ) -> None:
        self._konteks, self._basis, self._halaman = konteks, basis, halaman
        self._simpanan = None if coba else simpanan
        self._sini = Coba(konteks) if coba else Sini(konteks)
        self._kartu_13 = konteks.rs.kebijakan.kartu_13 == "ya"
        self.hasil = HasilPasien(mulai_dari=self._terakhir())
        self._sampai = self.hasil.mulai_dari

    def __enter__(self) -> "Penyalin":
        return self

    def __exit__(self, *_: object) -> None:
        self._sini.tutup()

    def semua(self, maju: Callable[[int], None] = lambda _: None) -> HasilPasien:
        """Read to the end.

        Args:
            maju: told the number of records of each page when it is done.

        Raises:
            BasisDiam, BasisMenolak: as they say; the same again goes on behind what was done.
            StoreUnavailable: the same again goes on.
        """
        while jumlah := self.satu_halaman():
            maju(jumlah)
        return self.hasil

    def satu_halaman(self) -> int:
        """Take the next page over; how many records it had, 0 at the end.

        Raises:
            As ``semua``.
        """
        sql = f"SELECT {_KOLOM} FROM pasien WHERE no_rkm_medis > %s ORDER BY no_rkm_medis LIMIT %s"  # noqa: S608 - fixed
        semua = self._basis.baca(sql, (self._sampai, self._halaman))
        self.samakan(self._pasien(semua))
        if semua:
            self._sampai = semua[-1]["no_rkm_medis"]
        self._ingat(selesai=not semua)
        return len(semua)

    def ambil(self, norm: Iterable[str]) -> dict[str, Pasien]:
        """Records of theirs by norm, as far as they are there."""
        semua: dict[str, Pasien] = {}
        dicari = sorted(norm)
        for awal in range(0, len(dicari), HALAMAN):
            bagian = dicari[awal : awal + HALAMAN]
            sql = f"SELECT {_KOLOM} FROM pasien WHERE no_rkm_medis IN ({_tempat(bagian)})"  # noqa: S608 - fixed
            semua |= self._pasien(self._basis.baca(sql, bagian), catat=False)
        return semua

    def samakan(self, baris: dict[str, Pasien]) -> None:
        """Make our records what these of theirs are."""
        sana, pemilik, hilang = self._dengan_pemilik(baris)
        punya: dict[tuple[str, str], list[str]] = defaultdict(list)
        for norm, satu in sana.items():
            for bidang in _BIDANG:
                if nilai := getattr(satu, bidang):
                    punya[bidang, nilai].append(norm)
        lepas = self._yang_lepas(punya, pemilik, hilang)
        dulu = self._sini.lama([*sana])
        jadi = []
        for norm, satu in sana.items():
            lama = dulu.get(norm)
            nilai = {"nama": satu.nama or (lama.nama if lama else "")}
            for bidang in _BIDANG:
                milik = getattr(lama, bidang) if lama else ""
                nilai[bidang] = "" if (norm, bidang) in lepas else getattr(satu, bidang)
                # Where theirs has none, what we know stays, unless another record there has it.
                if not getattr(satu, bidang) and (bidang, milik) not in punya:
                    nilai[bidang] = milik
            baru = Pasien(norm, **nilai)
            if baru != lama:
                jadi.append(baru)
        salah = self._sini.simpan(jadi)
        ditolak = {jadi[ke].norm for ke, _ in salah}
        for ke, sebab in salah:
            apa = f"{_BIDANG.get(sebab.kolom, 'no_rkm_medis')}: {sebab}"
            self.hasil.catat(Jenis.DITOLAK, jadi[ke].norm, apa)
        for satu in jadi:
            lama = dulu.get(satu.norm)
            if satu.norm not in ditolak:
                self.hasil.ubah(satu.norm, None if lama is None else _kolom_beda(lama, satu))

    def _dengan_pemilik(
        self, baris: dict[str, Pasien]
    ) -> tuple[dict[str, Pasien], dict[tuple[str, str], str], set[str]]:
        """The records with those that have one of their numbers here: as they are there, so that a number can go from
        one to another; whose each number is here; and who of these is not there."""
        sana, hilang = dict(baris), set[str]()
        pemilik: dict[tuple[str, str], str] = {}
        antre = list(sana.values())
        while antre:
            for satu, semua in zip(antre, self._sini.pemilik(antre), strict=True):
                pemilik |= {
                    (bidang, getattr(satu, bidang)): norm
                    for bidang, norm in zip(_BIDANG, semua, strict=True)
                    if norm and getattr(satu, bidang)
                }
            asing = {*pemilik.values()} - sana.keys() - hilang
            ada = self.ambil(asing) if asing else {}
            hilang |= asing - ada.keys()
            sana |= ada
            antre = list(ada.values())
        return sana, pemilik, hilang

    def _yang_lepas(
        self, punya: dict[tuple[str, str], list[str]], pemilik: dict[tuple[str, str], str], hilang: set[str]
    ) -> set[tuple[str, str]]:
        """Which records go without which number."""
        lepas: set[tuple[str, str]] = set()
        ganda = {kunci: semua for kunci, semua in punya.items() if len(semua) > 1}
        kunjungan = self._kunjungan_terakhir({norm for semua in ganda.values() for norm in semua})
        for (bidang, _), semua in ganda.items():
            menang = max(semua, key=lambda norm: (kunjungan.get(norm, date.min), norm))
            for norm in semua:
                if norm != menang:
                    lepas.add((norm, bidang))
                    pesan = f"{_BIDANG[bidang]} is also that of {menang}{_sebab(kunjungan, norm, menang)} keeps it"
                    self.hasil.catat(Jenis.GANDA, norm, pesan)
        for kunci, semua in punya.items():
            if (siapa := pemilik.get(kunci)) in hilang:
                for norm in semua:
                    if (norm, kunci[0]) not in lepas:
                        lepas.add((norm, kunci[0]))
                        self.hasil.catat(
                            Jenis.TERTAHAN,
                            norm,
                            f"{_BIDANG[kunci[0]]} is here that of {siapa}, a record that they do not have: where both "
                            f"are one patient, `antrean pasien gabung {siapa} {norm}`",
                        )
        return lepas

    def _kunjungan_terakhir(self, norm: set[str]) -> dict[str, date]:
        hasil: dict[str, date] = {}
        dicari = sorted(norm)
        for awal in range(0, len(dicari), HALAMAN):
            bagian = dicari[awal : awal + HALAMAN]
            sql = (
                "SELECT no_rkm_medis, MAX(tgl_registrasi) AS terakhir FROM reg_periksa "  # noqa: S608 - fixed
                f"WHERE no_rkm_medis IN ({_tempat(bagian)}) AND (stts IS NULL OR stts <> 'Batal') GROUP BY no_rkm_medis"
            )
            hasil |= {
                satu["no_rkm_medis"]: satu["terakhir"] for satu in self._basis.baca(sql, bagian) if satu["terakhir"]
            }
        return hasil

    def _pasien(self, semua: Iterable[Baris], *, catat: bool = True) -> dict[str, Pasien]:
        """Rows of theirs by norm, without what is none: the record that stands for nobody, fillers, broken numbers."""
        hasil = {}
        for satu in semua:
            norm = rapikan(satu["no_rkm_medis"])
            if pengisi(norm):
                continue
            masalah = []
            if not norm_sah(norm):
                masalah.append((Jenis.NORM, "no_rkm_medis takes 1 to 20 letters, digits and . / _ -"))
            nilai = {}
            for bidang, kolom in _BIDANG.items():
                teks = rapikan(satu[kolom] or "")
                nilai[bidang] = "" if identitas_pengisi(teks) else teks
                if nilai[bidang] and not self._nomor_sah(bidang, teks):
                    nilai[bidang] = ""
                    masalah.append((Jenis.NOMOR, f"{kolom} has {len(teks)} characters and is not {self._apa(bidang)}"))
            if catat:
                self.hasil.dibaca += 1
                for jenis, pesan in masalah:
                    self.hasil.catat(jenis, norm if norm_sah(norm) else ascii(norm), pesan)
            if norm_sah(norm):
                hasil[norm] = Pasien(norm, nama=nama_bersih(satu["nm_pasien"]), **nilai)
        return hasil

    def _nomor_sah(self, bidang: str, teks: str) -> bool:
        return nik_sah(teks) if bidang == "nik" else kartu_sah(teks, self._kartu_13)

    def _apa(self, bidang: str) -> str:
        digit = "13" if self._kartu_13 else "11 to 13"
        return "a NIK of 16 digits" if bidang == "nik" else f"a card of {digit} digits"

    # How far it got.

    def _terakhir(self) -> str:
        if self._simpanan is None:
            return ""
        keadaan = self._simpanan.keadaan(self._konteks.rs.kode)
        baru = self._konteks.write.now_ms - int(keadaan.get(DIMULAI, 0)) < LANJUT_MS
        return keadaan.get(SAMPAI, "") if baru and keadaan.get(_DARI) == self._basis.setelan.tempat else ""

    def _ingat(self, *, selesai: bool) -> None:
        if self._simpanan is None:
            return
        kode, kini = self._konteks.rs.kode, self._konteks.clock.now_ms()
        if not selesai:
            awal = {DIMULAI: self._konteks.write.now_ms, _DARI: self._basis.setelan.tempat}
            self._simpanan.simpan_keadaan(kode, {SAMPAI: self._sampai} | ({} if self.hasil.mulai_dari else awal))
            return
        self._simpanan.simpan_keadaan(kode, {DIMULAI: "", _DARI: "", SAMPAI: "", SELESAI: kini})
        if kalimat := [f"{n} {ARTI[satu]}" for satu in _PERLU_ORANG if (n := self.hasil.jumlah[satu])]:
            pesan = f"Of their patients {'; '.join(kalimat)}. `antrean konektor impor --pasien --coba` names them."
            self._simpanan.tahan(kode, Kasus(KASUS, pesan, sejak=kini))
        elif not self.hasil.mulai_dari:
            self._simpanan.lepas(kode, [KASUS])


def berubah(konteks: Konteks, basis: Basis, simpanan: KonektorStore, halaman: int = HALAMAN) -> Iterator[HasilPasien]:
    """The same reading a page at a time, for a process that has other things to do between: each next is a page. What
    a person must mend is kept as a case when it ends.

    Raises:
        BasisDiam, BasisMenolak, StoreUnavailable: as ``Penyalin.semua``; a new one goes on behind what was done.
    """
    with Penyalin(konteks, basis, simpanan, halaman=halaman) as penyalin:
        while penyalin.satu_halaman():
            yield penyalin.hasil


def _kolom_beda(lama: Pasien, baru: Pasien) -> tuple[str, ...]:
    bidang = {"nama": "nm_pasien", **_BIDANG}
    return tuple(kolom for nama, kolom in bidang.items() if getattr(lama, nama) != getattr(baru, nama))


def _tempat(nilai: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(nilai))


def _sebab(kunjungan: Mapping[str, date], kalah: str, menang: str) -> str:
    """Why of two records that have a number it is one's."""
    if menang not in kunjungan:
        return f"; neither was ever there: {menang}, whose number is higher,"
    dulu = f"on {kunjungan[kalah]}" if kalah in kunjungan else "never"
    return f", who was there last on {kunjungan[menang]} ({kalah} {dulu}): {menang}"
