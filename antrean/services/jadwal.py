"""Changing the schedule: rows are merged into what is stored, checked as a whole, and put in force at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TypeVar

from antrean.domain.jadwal import BarisJadwal, Jadwal, KunciSesi, Sesi, Slot, semua_huruf
from antrean.domain.waktu import HARI
from antrean.errors import StoreUnavailable
from antrean.services.baris import BarisSalah, IsianJadwal
from antrean.services.konteks import Konteks
from antrean.store.jadwal import KuotaKurang, PerubahanJadwal

ATTEMPTS = 50
CARA_GANTI = "to drop rows that the file does not have, import with --ganti"

K = TypeVar("K")


class JadwalSalah(Exception):
    """A row that cannot be taken beside the others.

    Attributes:
        ke: which of the given rows, from 0; None where it is none of them.
    """

    def __init__(self, ke: int | None, salah: BarisSalah) -> None:
        super().__init__(str(salah))
        self.ke = ke
        self.salah = salah


@dataclass(frozen=True, slots=True)
class HasilImpor:
    """What an import did."""

    baris: int
    sesi: int
    huruf: int
    lewat: int


def impor(konteks: Konteks, isian: Sequence[IsianJadwal], ganti: bool = False) -> HasilImpor:
    """Import rows: all of them or none. Sessions that have bookings already follow.

    Rows take the place of those with the same day, poli, doctor and hours. Rows for a past date are passed over.

    Args:
        ganti: rows that are stored and not given are dropped.

    Raises:
        JadwalSalah: a row contradicts another, or leaves a session less than its bookings; nothing was changed.
        StoreUnavailable: the outcome is unknown; the same import again settles it.
    """
    store, kode_rs, hari_ini = konteks.store, konteks.rs.kode, konteks.hari_ini
    for attempt in range(ATTEMPTS):
        dibaca = store.jadwal.baca(kode_rs)
        sesi = store.antrean.sesi_mulai(kode_rs, hari_ini)
        berlaku = [(ke, satu) for ke, satu in enumerate(isian) if not _lewat(satu.baris, hari_ini)]
        if ganti and not berlaku:
            raise JadwalSalah(None, BarisSalah("", "", "every row is for a past date, so the schedule would be empty"))
        jadwal, perubahan = _gabung(dibaca, berlaku, hari_ini, ganti)
        perubahan = replace(perubahan, sesi=_sesi_berubah(jadwal, store.antrean.sesi(kode_rs, sesi)))
        hasil = store.jadwal.impor(kode_rs, dibaca, sesi, perubahan, hari_ini, konteks.write.attempt(attempt))
        if isinstance(hasil, KuotaKurang):
            raise _kuota_kurang(hasil, perubahan, dict(berlaku))
        if hasil:
            return HasilImpor(len(berlaku), len(perubahan.sesi), len(perubahan.huruf), len(isian) - len(berlaku))
    raise StoreUnavailable


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


def _lewat(baris: BarisJadwal, hari_ini: date) -> bool:
    return baris.tanggal is not None and baris.tanggal < hari_ini


def _gabung(
    dibaca: Jadwal, isian: Sequence[tuple[int, IsianJadwal]], hari_ini: date, ganti: bool
) -> tuple[Jadwal, PerubahanJadwal]:
    """The schedule as it will be, and what has to be written for it (sessions aside)."""
    poli = _nama_tunggal(((ke, satu.baris.slot.kodepoli, satu.namapoli) for ke, satu in isian), "namapoli")
    dokter = _nama_tunggal(((ke, satu.baris.slot.kodedokter, satu.namadokter) for ke, satu in isian), "namadokter")
    huruf = _bagi_huruf(dibaca, isian)
    asal = _tempat(isian)

    semua: dict[tuple[str, str], dict[Slot, BarisJadwal]] = {}
    for bagian, lama in dibaca.baris.items():
        buang = ganti or _lewat(lama[0], hari_ini)
        semua[bagian] = {} if buang else {baris.slot: baris for baris in lama}
    for _, satu in isian:
        baris = satu.baris
        semua.setdefault((baris.hari, baris.slot.kodepoli), {})[baris.slot] = replace(baris, huruf=huruf[baris.slot])

    jadi = {bagian: tuple(sorted(isi.values(), key=lambda b: b.slot)) for bagian, isi in semua.items()}
    jadwal = Jadwal(
        baris={bagian: isi for bagian, isi in jadi.items() if isi},
        poli=dibaca.poli | poli,
        dokter=dibaca.dokter | dokter,
        huruf=dibaca.huruf | huruf,
        pemilik_huruf=dibaca.pemilik_huruf | {h: slot for slot, h in huruf.items()},
        versi=dibaca.versi,
    )
    _periksa_bentrok(jadwal, asal)
    perubahan = PerubahanJadwal(
        poli=poli,
        dokter=dokter,
        huruf={slot: h for slot, h in huruf.items() if dibaca.huruf.get(slot) != h},
        baris={bagian: isi for bagian, isi in jadi.items() if dibaca.baris.get(bagian, ()) != isi},
        sesi={},
        jumlah=len(isian),
    )
    return jadwal, perubahan


def _nama_tunggal(nama: Iterable[tuple[int, K, str]], kolom: str) -> dict[K, str]:
    """One name for each code."""
    hasil: dict[K, str] = {}
    for ke, kode, satu in nama:
        if hasil.setdefault(kode, satu) != satu:
            raise JadwalSalah(ke, BarisSalah(kolom, satu, f"{kode} is {hasil[kode]!r} in a row before"))
    return hasil


def _tempat(isian: Sequence[tuple[int, IsianJadwal]]) -> dict[tuple[str, Slot], int]:
    """(hari, slot) → which of the given rows it is."""
    tempat: dict[tuple[str, Slot], int] = {}
    for ke, satu in isian:
        if (satu.baris.hari, satu.baris.slot) in tempat:
            sebab = f"{satu.baris.slot} on {nama_hari(satu.baris.hari)} is in a row before"
            raise JadwalSalah(ke, BarisSalah("jampraktek", str(satu.baris.slot.jampraktek), sebab))
        tempat[satu.baris.hari, satu.baris.slot] = ke
    return tempat


def _bagi_huruf(dibaca: Jadwal, isian: Sequence[tuple[int, IsianJadwal]]) -> dict[Slot, str]:
    """The letters of each slot: those asked for, those it has, else the next that nobody ever had."""
    pemilik = dict(dibaca.pemilik_huruf)
    huruf: dict[Slot, str] = {}
    for ke, satu in isian:
        slot, diminta = satu.baris.slot, satu.baris.huruf
        if not diminta:
            continue
        if pemilik.setdefault(diminta, slot) != slot:
            sebab = f"these letters belong to {pemilik[diminta]}, and letters never change hands"
            raise JadwalSalah(ke, BarisSalah("huruf", diminta, sebab))
        if huruf.setdefault(slot, diminta) != diminta:
            raise JadwalSalah(ke, BarisSalah("huruf", diminta, f"{slot} has {huruf[slot]} in a row before"))
    bebas = (h for h in semua_huruf() if h not in pemilik)
    for ke, satu in isian:
        slot = satu.baris.slot
        if slot not in huruf:
            baru = dibaca.huruf.get(slot) or next(bebas, None)
            if baru is None:
                raise JadwalSalah(ke, BarisSalah("huruf", "", "all letters from A to ZZZ are given out"))
            huruf[slot] = baru
    return huruf


def _periksa_bentrok(jadwal: Jadwal, asal: Mapping[tuple[str, Slot], int]) -> None:
    """No doctor is at two places at once on one day, whatever the poli."""
    hari_hari = {hari for hari, _ in jadwal.baris}
    for hari in sorted(hari_hari):
        if len(hari) == 1:
            isi = [baris for (satu, _), semua in jadwal.baris.items() if satu == hari for baris in semua]
        else:
            isi = list(jadwal.pada(date.fromisoformat(hari)).values())
        isi.sort(key=lambda baris: (baris.slot.kodedokter, baris.slot.jampraktek))
        for satu, lain in pairwise(isi):
            if satu.slot.kodedokter == lain.slot.kodedokter and satu.slot.jampraktek.bentrok(lain.slot.jampraktek):
                raise _bentrok(hari, satu, lain, asal)


def _bentrok(hari: str, satu: BarisJadwal, lain: BarisJadwal, asal: Mapping[tuple[str, Slot], int]) -> JadwalSalah:
    if (lain.hari, lain.slot) not in asal:
        satu, lain = lain, satu
    tersimpan = "" if (satu.hari, satu.slot) in asal else f", which is stored; {CARA_GANTI}"
    sebab = f"doctor {satu.slot.kodedokter} then also has {satu.slot} on {nama_hari(hari)}{tersimpan}"
    return JadwalSalah(asal.get((lain.hari, lain.slot)), BarisSalah("jampraktek", str(lain.slot.jampraktek), sebab))


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


def _kuota_kurang(kurang: KuotaKurang, perubahan: PerubahanJadwal, isian: Mapping[int, IsianJadwal]) -> JadwalSalah:
    kolom = f"kuota{kurang.jenis}"
    sesi = f"the session {kurang.sesi.slot} on {kurang.sesi.tanggal.isoformat()}"
    baris = perubahan.sesi[kurang.sesi]
    if baris is None:
        sebab = f"{sesi} would be gone, and has {kurang.terpakai} bookings of {kolom}"
        return JadwalSalah(None, BarisSalah("", "", sebab))
    kuota = baris.kuotajkn if kurang.jenis == "jkn" else baris.kuotanonjkn
    ke = next(
        (ke for ke, satu in isian.items() if (satu.baris.hari, satu.baris.slot) == (baris.hari, baris.slot)), None
    )
    return JadwalSalah(ke, BarisSalah(kolom, str(kuota), f"{sesi} has {kurang.terpakai} bookings already"))


def nama_hari(hari: str) -> str:
    """A weekday's name, or the date as it is."""
    return HARI[int(hari) - 1] if len(hari) == 1 else hari
