"""Bookings and sessions as the scripts keep them, read."""

from collections.abc import Mapping
from datetime import date

from antrean.domain.antrean import TASK, Booking, Riwayat
from antrean.domain.jadwal import KunciSesi, Sesi, Slot
from antrean.domain.waktu import JamPraktek


def baca_booking(nilai: Mapping[str, str], kodebooking: str, tanggal: date) -> Booking:
    """A booking from the values of its packed record."""
    slot = Slot(nilai["kodepoli"], int(nilai["kodedokter"]), JamPraktek.baca(nilai["jampraktek"]))
    return Booking(
        kodebooking=kodebooking,
        tanggalperiksa=tanggal,
        slot=slot,
        angkaantrean=int(nilai["angka"]),
        jenis=nilai["jenis"],
        status=nilai["status"],
        norm=nilai["norm"],
        nik=nilai["nik"],
        nomorkartu=nilai["nomorkartu"],
        nomorreferensi=nilai["nomorreferensi"],
        klaim_lain=tuple(nilai["klaim_lain"].split()),
        nohp=nilai["nohp"],
        jeniskunjungan=int(nilai["jeniskunjungan"]),
        baru=nilai["baru"] == "1",
        sumber=nilai["sumber"],
        estimasidilayani=int(nilai["estimasi"]),
        datang=int(nilai["datang"] or 0),
        task={task: int(nilai[f"t{task}"]) for task in TASK if nilai[f"t{task}"]},
        alasan=nilai["alasan"],
        resep=nilai["resep"],
        farmasi=int(nilai["farmasi"] or 0),
        hari_farmasi=date.fromisoformat(nilai["hari_farmasi"]) if nilai["hari_farmasi"] else tanggal,
        riwayat=_riwayat(nilai),
        asal=Slot.baca(nilai["asal"]) if nilai["asal"] else slot,
        tamu=nilai["tamu"],
        kodelama=nilai["kodelama"],
        karena_tutup=nilai["status"] == "batal" and nilai["tutup"] != "",
    )


def baca_sesi(kunci: KunciSesi, isi: Mapping[str, str]) -> Sesi:
    """A session from the fields of its hash."""
    return Sesi(
        kunci=kunci,
        namapoli=isi["namapoli"],
        namadokter=isi["namadokter"],
        huruf=isi["huruf"],
        spm=int(isi["spm"]),
        kuotajkn=int(isi["kuotajkn"]),
        kuotanonjkn=int(isi["kuotanonjkn"]),
        sisajkn=int(isi["sisajkn"]),
        sisanonjkn=int(isi["sisanonjkn"]),
        angkaterakhir=int(isi["angkaterakhir"]),
        angkadipanggil=int(isi["angkadipanggil"]),
        dibuka=isi["dibuka"] == "1",
        lompat=_rentang(isi.get("lompat", "")),
        bebas=_rentang(isi.get("bebas", "")),
        bersama=isi.get("bersama") == "1",
        hurufdipanggil=isi.get("hurufdipanggil", ""),
        tamu=int(isi.get("tamu", 0)),
    )


def _rentang(teks: str) -> tuple[tuple[int, int], ...]:
    """``3-5 8-8`` as ranges."""
    batas = (satu.split("-") for satu in teks.split())
    return tuple((int(dari), int(sampai)) for dari, sampai in batas)


def _riwayat(nilai: Mapping[str, str]) -> tuple[Riwayat, ...]:
    pecahan = (satu.split(",") for satu in nilai["riwayat"].split())
    riwayat = tuple(Riwayat(jenis, int(waktu), oleh) for jenis, waktu, oleh in pecahan)
    if riwayat and riwayat[0].jenis == "ambil":
        return riwayat
    return (Riwayat("ambil", int(nilai["dibuat"]), nilai["sumber"]), *riwayat)
