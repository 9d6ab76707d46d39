"""Their schedule as ours: read whole, turned into rows of every week, and imported as `antrean jadwal impor` does it.

Theirs has one quota a row, no dates, and rows that only fill the table. What is of our rows alone, those of a date and
those of polis and doctors that theirs does not have, stays.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from antrean.domain.jadwal import BarisJadwal, Jadwal, bagi, dengan_kapasitas
from antrean.konektor.basis import Baris, Basis
from antrean.konektor.pemetaan import Milik, Pemetaan
from antrean.services import jadwal as services
from antrean.services.baris import BarisSalah, IsianJadwal, SesiBerubah, baca_jadwal
from antrean.services.jadwal_gabung import JadwalSalah, nama_hari
from antrean.services.konteks import Konteks

HARI = {
    **{"SENIN": "1", "SELASA": "2", "RABU": "3", "KAMIS": "4", "JUMAT": "5", "SABTU": "6"},
    **dict.fromkeys(("AKHAD", "MINGGU", "AHAD"), "7"),
}
"""Their days; the official schema has AKHAD for Sunday, and hospitals have changed it."""

DIIMPOR = "jadwal_impor"
"""Under this name it is kept when a person took the schedule over."""

_TANYA = (
    "SELECT kd_dokter, hari_kerja, TIME_FORMAT(jam_mulai, '%%H:%%i') AS mulai, "
    "TIME_FORMAT(jam_selesai, '%%H:%%i') AS selesai, kd_poli, kuota FROM jadwal "
    "ORDER BY kd_dokter, hari_kerja, jam_mulai"
)
_KOLOM = {
    "kuotajkn": "kuota",
    "jampraktek": "jam_mulai - jam_selesai",
    "namapoli": "nm_poli",
    "namadokter": "nm_dokter",
}
_KOSONG = ("00:00", None)


class JadwalDitolak(Exception):
    """Nothing was changed.

    Attributes:
        semua: every reason, a sentence each.
        jam_berubah: sessions with bookings have other hours there, or another doctor: there are ways for that.
        perlu_semua: whole polis would go, which is done where it is asked for in so many words.
    """

    def __init__(self, semua: Sequence[str], jam_berubah: bool = False, perlu_semua: bool = False) -> None:
        super().__init__("\n".join(semua))
        self.semua = tuple(semua)
        self.jam_berubah = jam_berubah
        self.perlu_semua = perlu_semua


@dataclass(slots=True)
class JadwalSana:
    """Their table as we understand it.

    Attributes:
        isian: rows of ours, in their order; ``asal`` says which row there each is.
        tutup: rows whose kuota is 0 or empty: they open no session.
        tanpa_jam: rows from 00:00 to 00:00.
        dilewati: why rows were left out that would open a session, a sentence for each cause.
        salah: rows that nobody can read, a sentence each: they are to be mended there.
        dokter: BPJS's numbers of those whose rows theirs has, also where none of them opens a session.
    """

    isian: list[IsianJadwal] = field(default_factory=list)
    asal: list[str] = field(default_factory=list)
    tutup: list[str] = field(default_factory=list)
    tanpa_jam: list[str] = field(default_factory=list)
    dilewati: list[str] = field(default_factory=list)
    salah: list[str] = field(default_factory=list)
    dokter: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class HasilJadwal:
    """What an import did, or would do.

    Attributes:
        nama: codes of polis and doctors with their names before, empty where there was none, and now.
        tinggal: our weekly rows that theirs could have and does not, of doctors of whom it has nothing: they stay.
    """

    sana: JadwalSana
    impor: services.HasilImpor
    nama: Sequence[tuple[str, str, str]]
    tinggal: Sequence[BarisJadwal]

    @property
    def sama(self) -> bool:
        """Both had the same already."""
        return not (self.impor.berubah or self.impor.hilang or self.impor.sesi or self.nama)


def impor(
    konteks: Konteks,
    basis: Basis,
    pemetaan: Pemetaan,
    *,
    coba: bool = False,
    semua: bool = False,
    bagi_ulang: bool = False,
) -> HasilJadwal:
    """Make our weekly rows of the doctors whom their schedule has what theirs are, all or nothing.

    Args:
        coba: say what would be, and change nothing.
        semua: also where a poli has no row left then, or a doctor.
        bagi_ulang: split each quota anew by the policy ``bagi_jkn``, also where the whole is as before.

    Raises:
        JadwalDitolak: with every reason.
        BasisDiam, BasisMenolak: as they say.
        StoreUnavailable: the outcome is unknown; the same again settles it.
    """
    sini = konteks.store.jadwal.baca(konteks.rs.kode)
    sana = baca(basis, pemetaan, sini, int(konteks.rs.kebijakan.bagi_jkn), bagi_ulang=bagi_ulang)
    poli = {satu.bpjs for satu in pemetaan.poli.values() if satu.bpjs}
    dokter = {int(satu.bpjs) for satu in pemetaan.dokter.values() if satu.bpjs}

    def milik(baris: BarisJadwal) -> bool:
        slot = baris.slot
        return baris.tanggal is None and slot.kodepoli in poli and slot.kodedokter in (dokter if semua else sana.dokter)

    ganti = services.Ganti(semua=semua, hanya=milik)
    if sana.salah:
        lain = services.bertentangan(konteks, enumerate(sana.isian), ganti)
        raise JadwalDitolak([*sana.salah, *(_kalimat(sana, ke, satu) for ke, satu in lain)])
    if not sana.isian:
        raise JadwalDitolak(["Their schedule has no row that opens a session.", *sana.dilewati])
    try:
        hasil = services.impor(konteks, sana.isian, ganti, coba=True)
        nama = list(_nama(sini, sana.isian))
        tinggal = [
            baris
            for baris in _mingguan(sini)
            if not milik(baris) and baris.slot.kodepoli in poli and baris.slot.kodedokter in dokter
        ]
        jadi = HasilJadwal(sana, hasil, nama, tinggal)
        if coba or jadi.sama:
            return jadi
        return replace(jadi, impor=services.impor(konteks, sana.isian, ganti))
    except JadwalSalah as error:
        berubah = any(isinstance(satu, SesiBerubah) for _, satu in error.semua)
        raise JadwalDitolak([_kalimat(sana, ke, satu) for ke, satu in error.semua], jam_berubah=berubah) from None
    except services.AkanHilang as akan:
        raise JadwalDitolak(
            [
                f"poli {kodepoli} would have no weekly row left; now it has {', '.join(map(sebut, isi))}."
                for kodepoli, isi in sorted(akan.poli.items())
            ],
            perlu_semua=True,
        ) from None


def baca(basis: Basis, pemetaan: Pemetaan, sini: Jadwal, persen: int, *, bagi_ulang: bool = False) -> JadwalSana:
    """Ask for their schedule, whole, and read it.

    Args:
        sini: ours, whose quotas and pace stay where the whole of a row is as before.
        persen: JKN's share of a quota.

    Raises:
        BasisDiam, BasisMenolak: as they say.
    """
    lama = {(baris.hari, baris.slot): baris for baris in _mingguan(sini)}
    sana, lubang = JadwalSana(), Counter[str]()
    nama_poli: dict[str, str] = {}
    nama_dokter: dict[str, str] = {}
    for satu in basis.baca(_TANYA):
        jam = f"{satu['mulai']}-{satu['selesai'] or ''}"
        sebutan = f"{satu['kd_dokter']} {satu['hari_kerja']} {jam} {satu['kd_poli'] or ''}".rstrip()
        if satu["mulai"] == "00:00" and satu["selesai"] in _KOSONG:
            sana.tanpa_jam.append(sebutan)
            continue
        poli, dokter = pemetaan.milik_poli(satu["kd_poli"] or ""), pemetaan.milik_dokter(satu["kd_dokter"])
        sebab = _sebab_dilewati(satu, poli, dokter)
        if sebab or not poli or not dokter:
            if satu["kuota"]:
                lubang[sebab] += 1
            if poli and dokter and poli.bpjs and dokter.bpjs:  # out of use, which closes what ours has of them
                sana.dokter.add(int(dokter.bpjs))
            continue
        sana.dokter.add(int(dokter.bpjs))
        if not satu["kuota"]:
            sana.tutup.append(sebutan)
            continue
        try:
            nama = nama_poli.setdefault(poli.bpjs, poli.nama), nama_dokter.setdefault(dokter.bpjs, dokter.nama)
            isian = _baca_baris(satu, poli.bpjs, dokter.bpjs, *nama)
        except BarisSalah as salah:
            sana.salah.append(_kalimat_baris(sebutan, salah))
            continue
        dulu = lama.get((isian.baris.hari, isian.baris.slot))
        baris = dengan_kapasitas(isian.baris, satu["kuota"], persen, [dulu] if dulu else [])
        if bagi_ulang:
            kuotajkn, kuotanonjkn = bagi(satu["kuota"], persen)
            baris = replace(baris, kuotajkn=kuotajkn, kuotanonjkn=kuotanonjkn)
        sana.isian.append(replace(isian, baris=baris))
        sana.asal.append(sebutan)
    sana.dilewati = [f"{kalimat}: {kali} {'rows' if kali > 1 else 'row'} left out." for kalimat, kali in lubang.items()]
    return sana


def sebut(baris: BarisJadwal) -> str:
    """A row of ours for people."""
    slot = baris.slot
    kuota = f"{baris.kuotajkn}+{baris.kuotanonjkn}"
    return f"{nama_hari(baris.hari)} {slot.kodepoli} {slot.kodedokter} {slot.jampraktek} {kuota}"


def _baca_baris(satu: Baris, kodepoli: str, kodedokter: str, namapoli: str, namadokter: str) -> IsianJadwal:
    """Raises BarisSalah; ``kuotajkn`` carries the whole quota."""
    hari = HARI.get((satu["hari_kerja"] or "").strip().upper())
    if hari is None:
        raise BarisSalah("hari_kerja", satu["hari_kerja"] or "", "it takes SENIN to SABTU, and AKHAD or MINGGU")
    if satu["selesai"] is None:
        raise BarisSalah("jam_selesai", "", "a session has an end")
    return baca_jadwal(
        {
            **{"kodepoli": kodepoli, "namapoli": namapoli, "kodedokter": kodedokter, "namadokter": namadokter},
            **{"hari": hari, "jampraktek": f"{satu['mulai']}-{satu['selesai']}"},
            **{"kuotajkn": str(satu["kuota"]), "kuotanonjkn": "0"},
        }
    )


def _sebab_dilewati(satu: Baris, poli: Milik | None, dokter: Milik | None) -> str:
    """Why nothing can be made of a row, whatever else it says; empty where something can."""
    for jenis, kode, milik in (("poli", satu["kd_poli"], poli), ("doctor", satu["kd_dokter"], dokter)):
        if milik is None:
            return f"{jenis} {kode or '(none)'} is not in their list"
        if not milik.aktif:
            return f"{jenis} {milik.kode} ({milik.nama}) is out of use there"
        if not milik.bpjs:
            return f"{jenis} {milik.kode} ({milik.nama}) has no code of BPJS in their mapping"
    return ""


def _kalimat_baris(sebutan: str, salah: BarisSalah) -> str:
    kolom = _KOLOM.get(salah.kolom, salah.kolom)
    return f"jadwal {sebutan}: {f'{kolom} {salah.nilai!r}: ' if kolom else ''}{salah}."


def _kalimat(sana: JadwalSana, ke: int | None, salah: BarisSalah) -> str:
    return f"{salah}." if ke is None else _kalimat_baris(sana.asal[ke], salah)


def _mingguan(jadwal: Jadwal) -> Iterator[BarisJadwal]:
    return (baris for isi in jadwal.baris.values() for baris in isi if baris.tanggal is None)


def _nama(sini: Jadwal, isian: Iterable[IsianJadwal]) -> Iterator[tuple[str, str, str]]:
    """The names that are not as ours."""
    poli = {satu.baris.slot.kodepoli: satu.namapoli for satu in isian}
    dokter = {satu.baris.slot.kodedokter: satu.namadokter for satu in isian}
    for kode, nama in sorted(poli.items()):
        if sini.poli.get(kode) != nama:
            yield kode, sini.poli.get(kode, ""), nama
    for angka, nama in sorted(dokter.items()):
        if sini.dokter.get(angka) != nama:
            yield str(angka), sini.dokter.get(angka, ""), nama
