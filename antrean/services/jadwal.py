"""Changing the schedule: rows are merged into what is stored, checked as a whole, and put in force at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from antrean.domain.jadwal import BarisJadwal, Jadwal, KunciSesi, Sesi, Slot
from antrean.errors import AntreanTidakDitemukan, BarisJadwalTidakAda, JadwalTidakAda, StoreUnavailable
from antrean.services import curiga
from antrean.services.baris import BarisSalah, IsianJadwal, SesiBerubah
from antrean.services.jadwal_gabung import JadwalSalah, Salah, gabung, lewat, periksa_huruf
from antrean.services.konteks import Konteks
from antrean.store.jadwal import KuotaKurang, PerubahanJadwal

ATTEMPTS = 50

T = TypeVar("T")


class AkanHilang(Exception):
    """A replacement would take away more than rows of the polis that it has: it was not asked for with all its words.

    Attributes:
        poli: the polis of which no weekly row would be left, with the rows of each that go.
        bertanggal: the rows for a date that go.
    """

    def __init__(self, poli: Mapping[str, Sequence[BarisJadwal]], bertanggal: Sequence[BarisJadwal]) -> None:
        super().__init__(f"{sum(map(len, poli.values()))} weekly rows and {len(bertanggal)} of a date")
        self.poli = poli
        self.bertanggal = bertanggal


@dataclass(frozen=True, slots=True)
class Ganti:
    """Which stored rows go where the import does not have them.

    Attributes:
        kodepoli: only those of this poli; empty: of all.
        kodedokter: only those of this doctor; None: of all.
        semua: also rows of a date, and all weekly rows of a poli.
        hanya: of those only rows of which it says so; None: all.
    """

    kodepoli: str = ""
    kodedokter: int | None = None
    semua: bool = False
    hanya: Callable[[BarisJadwal], bool] | None = None

    def mengenai(self, slot: Slot) -> bool:
        """Whether it concerns a poli's doctor."""
        return self.kodepoli in ("", slot.kodepoli) and self.kodedokter in (None, slot.kodedokter)

    def membuang(self, baris: BarisJadwal) -> bool:
        """Whether a stored row goes where the import does not have it."""
        return self.mengenai(baris.slot) and (self.hanya is None or self.hanya(baris))


@dataclass(frozen=True, slots=True)
class HasilImpor:
    """What an import did.

    Attributes:
        hilang: the stored rows that are gone.
        berubah: the rows that are not as before, each with what it was; None where there was none.
        terkena: the sessions with bookings that are not as before, each as it was, with the row that it follows now;
            None where it is closed.
        catatan: which weekly sessions a date's rows take the place of, and what can serve nobody; a sentence each.
    """

    baris: int
    sesi: int
    huruf: int
    lewat: int
    hilang: Sequence[BarisJadwal]
    berubah: Sequence[tuple[BarisJadwal | None, BarisJadwal]]
    terkena: Sequence[tuple[Sesi, BarisJadwal | None]]
    catatan: Sequence[str] = ()


def impor(
    konteks: Konteks,
    isian: Sequence[IsianJadwal],
    ganti: Ganti | None = None,
    coba: bool = False,
    sebelum: Callable[[Sequence[BarisJadwal]], None] = lambda _: None,
) -> HasilImpor:
    """Import rows: all of them or none. Sessions that have bookings already follow.

    Rows take the place of those with the same day, poli, doctor and hours. Rows for a past date are passed over.

    Args:
        ganti: which rows that are stored and not given are dropped.
        coba: say what would be, and change nothing.
        sebelum: is told the rows that go, before they do.

    Raises:
        JadwalSalah: rows contradict others, or leave sessions less than their bookings; nothing was changed.
        AkanHilang: the replacement takes away more than ``ganti`` says; nothing was changed.
        StoreUnavailable: the outcome is unknown; the same import again settles it.
    """
    berlaku = _berlaku(konteks, enumerate(isian))
    if ganti and not berlaku:
        kosong = BarisSalah("", "", "every row is for a past date, so the schedule would be empty")
        raise JadwalSalah([(None, kosong)])
    if lain := _di_luar(berlaku, ganti):
        raise JadwalSalah(lain)

    def periksa(hilang: Sequence[BarisJadwal], jadwal: Jadwal) -> None:
        if ganti and not ganti.semua:
            _periksa_hilang(hilang, jadwal)
        sebelum(hilang)

    hasil = _ubah(konteks, berlaku, _yang_dibuang(berlaku, ganti), periksa, coba)
    return replace(hasil, lewat=len(isian) - len(berlaku))


def ganti_hari(konteks: Konteks, isian: Sequence[IsianJadwal]) -> HasilImpor:
    """Import rows, a doctor's day in a poli whole: stored rows of the same day, poli and doctor that are not given go.
    Everything else is as in ``impor``.

    Raises:
        JadwalSalah: rows contradict others, or leave sessions less than their bookings; nothing was changed.
        StoreUnavailable: the outcome is unknown; the same import again settles it.
    """
    berlaku = _berlaku(konteks, enumerate(isian))
    diberi = {(satu.baris.hari, satu.baris.slot) for _, satu in berlaku}
    hari = {(hari, slot.kodepoli, slot.kodedokter) for hari, slot in diberi}

    def buang(baris: BarisJadwal) -> bool:
        ini = baris.hari, baris.slot.kodepoli, baris.slot.kodedokter
        return ini in hari and (baris.hari, baris.slot) not in diberi

    hasil = _ubah(konteks, berlaku, buang, lambda *_: None)
    return replace(hasil, lewat=len(isian) - len(berlaku))


def bertentangan(konteks: Konteks, isian: Iterable[tuple[int, IsianJadwal]], ganti: Ganti | None) -> Sequence[Salah]:
    """What is wrong with some rows of an import whose others cannot be read: so that all can be mended at once.

    Args:
        isian: each with which of the rows it is.
    """
    berlaku = _berlaku(konteks, isian)
    dibaca = konteks.store.jadwal.baca(konteks.rs.kode)
    hilang = _hilang(dibaca, konteks.hari_ini, _yang_dibuang(berlaku, ganti))
    try:
        gabung(dibaca, berlaku, konteks.hari_ini, frozenset(hilang))
    except JadwalSalah as salah:
        return [*_di_luar(berlaku, ganti), *salah.semua]
    return _di_luar(berlaku, ganti)


def hapus(konteks: Konteks, hari: str, slot: Slot, coba: bool = False) -> HasilImpor:
    """Take one row away.

    Args:
        hari: as ``BarisJadwal`` has it.
        coba: say what would be, and change nothing.

    Raises:
        BarisJadwalTidakAda: there is no such row.
        JadwalSalah: sessions that have bookings would be gone, or a weekly row that comes back stands in the way;
            nothing was changed.
        StoreUnavailable: the outcome is unknown; the same call again settles it.
    """

    def periksa(hilang: Sequence[BarisJadwal], _: Jadwal) -> None:
        if not hilang:
            raise BarisJadwalTidakAda

    return _ubah(konteks, (), lambda baris: (baris.hari, baris.slot) == (hari, slot), periksa, coba)


def _ubah(
    konteks: Konteks,
    berlaku: Sequence[tuple[int, IsianJadwal]],
    buang: Callable[[BarisJadwal], bool],
    periksa: Callable[[Sequence[BarisJadwal], Jadwal], None],
    coba: bool = False,
) -> HasilImpor:
    store, kode_rs, hari_ini = konteks.store, konteks.rs.kode, konteks.hari_ini
    for attempt in range(ATTEMPTS):
        dibaca = store.jadwal.baca(kode_rs)
        sesi = store.antrean.sesi_mulai(kode_rs, hari_ini)
        hilang = _hilang(dibaca, hari_ini, buang)
        jadwal, perubahan = gabung(dibaca, berlaku, hari_ini, frozenset(hilang))
        periksa(hilang, jadwal)
        ada = store.antrean.sesi(kode_rs, sesi)
        diberi = {(satu.baris.hari, satu.baris.slot): ke for ke, satu in berlaku}
        if salah := periksa_huruf(jadwal, {kunci: satu.huruf for kunci, satu in ada.items()}, diberi):
            raise JadwalSalah(salah)
        perubahan = replace(perubahan, sesi=_sesi_berubah(jadwal, ada))
        hasil: bool | Sequence[KuotaKurang]
        if coba:
            hasil = _kurang(perubahan, ada, konteks.rs.kebijakan.kuota_bersama) or True
        else:
            write, bersama = konteks.write.attempt(attempt), konteks.rs.kebijakan.kuota_bersama
            hasil = store.jadwal.impor(kode_rs, dibaca, sesi, perubahan, hari_ini, write, bersama)
        if not isinstance(hasil, bool):
            raise JadwalSalah([_kuota_kurang(satu, perubahan, dict(berlaku)) for satu in hasil])
        if hasil:
            poli = {satu.baris.slot.kodepoli for _, satu in berlaku}
            return HasilImpor(
                baris=len(berlaku),
                sesi=len(perubahan.sesi),
                huruf=len(perubahan.huruf),
                lewat=0,
                hilang=hilang,
                berubah=_berubah(dibaca, perubahan),
                terkena=[(ada[kunci], baris) for kunci, baris in sorted(perubahan.sesi.items())],
                catatan=[
                    *curiga.digantikan(dibaca, jadwal, (satu.baris.hari for _, satu in berlaku)),
                    *curiga.jadwal((satu for isi in jadwal.baris.values() for satu in isi), poli),
                ],
            )
    raise StoreUnavailable


def _berlaku(konteks: Konteks, isian: Iterable[tuple[int, IsianJadwal]]) -> list[tuple[int, IsianJadwal]]:
    return [(ke, satu) for ke, satu in isian if not lewat(satu.baris, konteks.hari_ini)]


def _yang_dibuang(berlaku: Sequence[tuple[int, IsianJadwal]], ganti: Ganti | None) -> Callable[[BarisJadwal], bool]:
    diberi = {(satu.baris.hari, satu.baris.slot) for _, satu in berlaku}
    return lambda baris: ganti is not None and ganti.membuang(baris) and (baris.hari, baris.slot) not in diberi


def _hilang(dibaca: Jadwal, hari_ini: date, buang: Callable[[BarisJadwal], bool]) -> list[BarisJadwal]:
    semua = (baris for isi in dibaca.baris.values() for baris in isi)
    hilang = [baris for baris in semua if not lewat(baris, hari_ini) and buang(baris)]
    return sorted(hilang, key=lambda baris: (baris.slot.kodepoli, len(baris.hari), baris.hari, baris.slot))


def _berubah(dibaca: Jadwal, perubahan: PerubahanJadwal) -> list[tuple[BarisJadwal | None, BarisJadwal]]:
    """The rows that were not there, or otherwise."""
    lama = {(b.hari, b.slot): b for bagian in perubahan.baris for b in dibaca.baris.get(bagian, ())}
    semua = [(lama.get((b.hari, b.slot)), b) for isi in perubahan.baris.values() for b in isi]
    return sorted((satu for satu in semua if satu[0] != satu[1]), key=lambda satu: (satu[1].slot, satu[1].hari))


def _di_luar(berlaku: Sequence[tuple[int, IsianJadwal]], ganti: Ganti | None) -> list[Salah]:
    """The rows of others than those that are replaced."""
    salah: list[Salah] = []
    for ke, satu in berlaku if ganti else ():
        slot = satu.baris.slot
        if ganti and ganti.kodepoli not in ("", slot.kodepoli):
            salah.append((ke, BarisSalah("kodepoli", slot.kodepoli, f"only rows of {ganti.kodepoli} are replaced")))
        elif ganti and not ganti.mengenai(slot):
            sebab = f"only rows of doctor {ganti.kodedokter} are replaced"
            salah.append((ke, BarisSalah("kodedokter", str(slot.kodedokter), sebab)))
    return salah


def _periksa_hilang(hilang: Sequence[BarisJadwal], jadwal: Jadwal) -> None:
    """Whole polis and rows of a date go only where that was asked for too."""
    masih = {kodepoli for hari, kodepoli in jadwal.baris if len(hari) == 1}
    poli: dict[str, list[BarisJadwal]] = defaultdict(list)
    for baris in hilang:
        if baris.tanggal is None and baris.slot.kodepoli not in masih:
            poli[baris.slot.kodepoli].append(baris)
    bertanggal = [baris for baris in hilang if baris.tanggal]
    if poli or bertanggal:
        raise AkanHilang(poli, bertanggal)


def _kurang(perubahan: PerubahanJadwal, ada: Mapping[KunciSesi, Sesi], bersama: bool) -> list[KuotaKurang]:
    """What lua/jadwal_impor.lua would find."""
    hasil = []
    for kunci, baris in perubahan.sesi.items():
        sesi = ada[kunci]
        semua = (
            ("jkn", sesi.kuotajkn - sesi.sisajkn, baris.kuotajkn if baris else 0),
            ("nonjkn", sesi.kuotanonjkn - sesi.sisanonjkn, baris.kuotanonjkn if baris else 0),
        )
        if bersama and sum(terpakai for _, terpakai, _ in semua) <= sum(kuota for *_, kuota in semua):
            continue
        hasil += [KuotaKurang(kunci, jenis, terpakai) for jenis, terpakai, kuota in semua if kuota < terpakai]
    return hasil


def jam_kini(konteks: Konteks, slot: Slot) -> list[Slot]:
    """What became of a slot whose hours were changed, one after another; none where they never were."""
    baru = konteks.store.jadwal.jam(konteks.rs.kode)
    hasil, satu = [slot], slot
    while (satu := baru.get(satu, slot)) not in hasil:
        hasil.append(satu)
    return hasil[1:]


def dengan_jam(konteks: Konteks, slot: Slot, tanya: Callable[[Slot], T]) -> T:
    """What is answered for a session; where there is none at these hours, for the one that has become of it.

    Args:
        tanya: asks; refused as JadwalTidakAda or AntreanTidakDitemukan where there is no such session.

    Raises:
        Refusal: the first.
    """
    try:
        return tanya(slot)
    except (JadwalTidakAda, AntreanTidakDitemukan):
        for kini in jam_kini(konteks, slot):
            try:
                return tanya(kini)
            except (JadwalTidakAda, AntreanTidakDitemukan):
                continue
        raise


def pada(konteks: Konteks, tanggal: date) -> list[Sesi]:
    """The sessions of a day, by poli and hours: with their bookings, or as they will begin."""
    store, kode_rs = konteks.store, konteks.rs.kode
    jadwal = store.jadwal.baca(kode_rs)
    terjadwal = jadwal.pada(tanggal)
    ada = store.antrean.sesi(kode_rs, store.antrean.sesi_mulai(kode_rs, tanggal, tanggal))
    belum = (
        Sesi(
            kunci=KunciSesi(tanggal, slot),
            namapoli=jadwal.poli[slot.kodepoli],
            namadokter=jadwal.dokter[slot.kodedokter],
            huruf=baris.huruf,
            spm=baris.spm,
            kuotajkn=baris.kuotajkn,
            kuotanonjkn=baris.kuotanonjkn,
            sisajkn=baris.kuotajkn,
            sisanonjkn=baris.kuotanonjkn,
            angkaterakhir=0,
            angkadipanggil=0,
            dibuka=True,
        )
        for slot, baris in terjadwal.items()
        if KunciSesi(tanggal, slot) not in ada
    )
    return sorted((*ada.values(), *belum), key=lambda sesi: sesi.kunci)


def _sesi_berubah(jadwal: Jadwal, sesi: Mapping[KunciSesi, Sesi]) -> dict[KunciSesi, BarisJadwal | None]:
    """The sessions that are not as the schedule has them, and the row of each, or None."""
    berubah: dict[KunciSesi, BarisJadwal | None] = {}
    harian: dict[date, dict[Slot, BarisJadwal]] = {}
    for kunci, satu in sesi.items():
        if kunci.tanggal not in harian:
            harian[kunci.tanggal] = jadwal.pada(kunci.tanggal)
        baris = harian[kunci.tanggal].get(kunci.slot)
        if baris is None:
            if satu.dibuka:
                berubah[kunci] = None
            continue
        nama = jadwal.poli[kunci.slot.kodepoli], jadwal.dokter[kunci.slot.kodedokter]
        sekarang = (satu.dibuka, satu.namapoli, satu.namadokter, satu.kuotajkn, satu.kuotanonjkn, satu.spm)
        if sekarang != (True, *nama, baris.kuotajkn, baris.kuotanonjkn, baris.spm):
            berubah[kunci] = baris
    return berubah


def _kuota_kurang(kurang: KuotaKurang, perubahan: PerubahanJadwal, isian: Mapping[int, IsianJadwal]) -> Salah:
    kolom = f"kuota{kurang.jenis}"
    sesi = f"the session {kurang.sesi.slot} on {kurang.sesi.tanggal.isoformat()}"
    baris = perubahan.sesi[kurang.sesi]
    if baris is None:
        return None, SesiBerubah("", "", f"{sesi} would be gone, and has {kurang.terpakai} bookings of {kolom}")
    kuota = baris.kuotajkn if kurang.jenis == "jkn" else baris.kuotanonjkn
    ke = next(
        (ke for ke, satu in isian.items() if (satu.baris.hari, satu.baris.slot) == (baris.hari, baris.slot)), None
    )
    return ke, BarisSalah(kolom, str(kuota), f"{sesi} has {kurang.terpakai} bookings already")
