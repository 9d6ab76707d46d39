"""A schedule and the rows that come to it, merged and checked as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TypeVar

from antrean.domain.jadwal import BarisJadwal, Jadwal, KunciSesi, Slot, semua_huruf
from antrean.domain.waktu import HARI
from antrean.services.baris import BarisSalah, IsianJadwal, SesiBerubah
from antrean.store.jadwal import PerubahanJadwal

K = TypeVar("K")
Salah = tuple[int | None, BarisSalah]
"""Which of the given rows, from 0 (None where it is none of them), and what is wrong with it."""


class JadwalSalah(Exception):
    """Rows that cannot be taken beside the others.

    Attributes:
        semua: every fault, in the order of the rows.
    """

    def __init__(self, semua: Sequence[Salah]) -> None:
        super().__init__(str(semua[0][1]))
        self.semua = sorted(semua, key=lambda satu: -1 if satu[0] is None else satu[0])


def gabung(
    dibaca: Jadwal, isian: Sequence[tuple[int, IsianJadwal]], hari_ini: date, hilang: frozenset[BarisJadwal]
) -> tuple[Jadwal, PerubahanJadwal]:
    """The schedule as it will be, and what has to be written for it (sessions aside).

    Raises:
        JadwalSalah: every row that contradicts another.
    """
    salah: list[Salah] = []
    poli = _nama_tunggal(((ke, satu.baris.slot.kodepoli, satu.namapoli) for ke, satu in isian), "namapoli", salah)
    dokter = _nama_tunggal(
        ((ke, satu.baris.slot.kodedokter, satu.namadokter) for ke, satu in isian), "namadokter", salah
    )
    huruf = _bagi_huruf(dibaca, isian, salah)
    asal = _tempat(isian, salah)

    semua: dict[tuple[str, str], dict[Slot, BarisJadwal]] = {}
    for bagian, lama in dibaca.baris.items():
        semua[bagian] = {b.slot: b for b in lama if not lewat(b, hari_ini) and b not in hilang}
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
        huruf_lama=dibaca.huruf_lama,
    )
    periksa_bentrok(jadwal, asal, salah)
    if salah:
        raise JadwalSalah(salah)
    perubahan = PerubahanJadwal(
        poli=poli,
        dokter=dokter,
        huruf={slot: h for slot, h in huruf.items() if dibaca.huruf.get(slot) != h},
        baris={bagian: isi for bagian, isi in jadi.items() if dibaca.baris.get(bagian, ()) != isi},
        sesi={},
        jumlah=len(isian),
        dibuang=len(hilang),
    )
    return jadwal, perubahan


def _nama_tunggal(nama: Iterable[tuple[int, K, str]], kolom: str, salah: list[Salah]) -> dict[K, str]:
    """One name for each code."""
    hasil: dict[K, str] = {}
    for ke, kode, satu in nama:
        if hasil.setdefault(kode, satu) != satu:
            salah.append((ke, BarisSalah(kolom, satu, f"{kode} is {hasil[kode]!r} in a row before")))
    return hasil


def _tempat(isian: Sequence[tuple[int, IsianJadwal]], salah: list[Salah]) -> dict[tuple[str, Slot], int]:
    """(hari, slot) → which of the given rows it is."""
    tempat: dict[tuple[str, Slot], int] = {}
    for ke, satu in isian:
        if (satu.baris.hari, satu.baris.slot) in tempat:
            sebab = f"{satu.baris.slot} on {nama_hari(satu.baris.hari)} is in a row before"
            salah.append((ke, BarisSalah("jampraktek", str(satu.baris.slot.jampraktek), sebab)))
        else:
            tempat[satu.baris.hari, satu.baris.slot] = ke
    return tempat


def _bagi_huruf(dibaca: Jadwal, isian: Sequence[tuple[int, IsianJadwal]], salah: list[Salah]) -> dict[Slot, str]:
    """The letters of each slot: those asked for, those it has, else the next that nobody ever had."""
    pemilik = dict(dibaca.pemilik_huruf)
    huruf: dict[Slot, str] = {}
    for ke, satu in isian:
        slot, diminta = satu.baris.slot, satu.baris.huruf
        if not diminta:
            continue
        if diminta in dibaca.huruf_lama:
            sebab = "codes of the system before have these letters: a booking would be taken for one of theirs"
            salah.append((ke, BarisSalah("huruf", diminta, sebab)))
        elif pemilik.setdefault(diminta, slot) != slot and dibaca.huruf.get(slot) != diminta:
            sebab = f"these letters belong to {pemilik[diminta]}, and letters never change hands"
            salah.append((ke, BarisSalah("huruf", diminta, sebab)))
        elif huruf.setdefault(slot, diminta) != diminta:
            salah.append((ke, BarisSalah("huruf", diminta, f"{slot} has {huruf[slot]} in a row before")))
    bebas = (h for h in semua_huruf() if h not in pemilik and h not in dibaca.huruf_lama)
    for ke, satu in isian:
        slot = satu.baris.slot
        if slot not in huruf:
            baru = dibaca.huruf.get(slot) or next(bebas, "")
            if not baru:
                salah.append((ke, BarisSalah("huruf", "", "all letters from A to ZZZ are given out")))
            huruf[slot] = baru
    return huruf


def periksa_bentrok(jadwal: Jadwal, asal: Mapping[tuple[str, Slot], int], salah: list[Salah]) -> None:
    """No doctor is at two places at once on one day, whatever the poli."""
    for hari in sorted({hari for hari, _ in jadwal.baris}):
        isi = _berlaku_pada(jadwal, hari)
        isi.sort(key=lambda baris: (baris.slot.kodedokter, baris.slot.jampraktek))
        for satu, lain in pairwise(isi):
            if satu.slot.kodedokter == lain.slot.kodedokter and satu.slot.jampraktek.bentrok(lain.slot.jampraktek):
                salah.append(_bentrok(hari, satu, lain, asal))


def periksa_huruf(jadwal: Jadwal, ada: Mapping[KunciSesi, str], asal: Mapping[tuple[str, Slot], int]) -> list[Salah]:
    """No two sessions of a day have the same letters: slots share them only where the hours of some days were changed.

    Args:
        ada: the letters of the sessions that exist.
    """
    salah: list[Salah] = []
    harian = {hari: _berlaku_pada(jadwal, hari) for hari in {hari for hari, _ in jadwal.baris}}
    for hari, isi in sorted(harian.items()):
        milik: dict[str, BarisJadwal] = {}
        for baris in isi:
            lain = milik.setdefault(baris.huruf, baris)
            if lain is not baris:
                if (baris.hari, baris.slot) not in asal:
                    baris, lain = lain, baris
                salah.append(_huruf_terpakai(baris, nama_hari(hari), lain.slot, asal))
    bertanggal: dict[date, dict[str, BarisJadwal]] = {}
    for kunci, huruf in ada.items():
        if kunci.tanggal not in bertanggal:
            bertanggal[kunci.tanggal] = {baris.huruf: baris for baris in jadwal.pada(kunci.tanggal).values()}
        terjadwal = bertanggal[kunci.tanggal].get(huruf)
        if terjadwal and terjadwal.slot != kunci.slot and ada.get(replace(kunci, slot=terjadwal.slot), huruf) == huruf:
            salah.append(_huruf_terpakai(terjadwal, kunci.tanggal.isoformat(), kunci.slot, asal))
    return salah


def _huruf_terpakai(baris: BarisJadwal, hari: str, slot: Slot, asal: Mapping[tuple[str, Slot], int]) -> Salah:
    sebab = f"{slot} has these letters on {hari}: give {baris.slot} others (huruf)"
    return asal.get((baris.hari, baris.slot)), BarisSalah("huruf", baris.huruf, sebab)


def _berlaku_pada(jadwal: Jadwal, hari: str) -> list[BarisJadwal]:
    """The rows of a weekday, or those in force on a date."""
    if len(hari) > 1:
        return list(jadwal.pada(date.fromisoformat(hari)).values())
    return [baris for (satu, _), semua in jadwal.baris.items() if satu == hari for baris in semua]


def _bentrok(hari: str, satu: BarisJadwal, lain: BarisJadwal, asal: Mapping[tuple[str, Slot], int]) -> Salah:
    if (lain.hari, lain.slot) not in asal:
        satu, lain = lain, satu
    tersimpan = "" if (satu.hari, satu.slot) in asal else ", which is stored"
    sebab = f"doctor {satu.slot.kodedokter} then also has {satu.slot} on {nama_hari(hari)}{tersimpan}"
    sendiri = (satu.slot.kodepoli, satu.slot.kodedokter) == (lain.slot.kodepoli, lain.slot.kodedokter)
    kind = SesiBerubah if tersimpan and sendiri else BarisSalah
    return asal.get((lain.hari, lain.slot)), kind("jampraktek", str(lain.slot.jampraktek), sebab)


def lewat(baris: BarisJadwal, hari_ini: date) -> bool:
    """Whether a row is for a past date."""
    return baris.tanggal is not None and baris.tanggal < hari_ini


def nama_hari(hari: str) -> str:
    """A weekday's name, or the date as it is."""
    return HARI[int(hari) - 1] if len(hari) == 1 else hari
