"""Bookings and visits, for SIMRS, kiosk and counter."""

from typing import Any, Literal, cast

from flask import Blueprint, request

from antrean.domain.antrean import TASK, Booking, KodeBooking, PermintaanAntrean
from antrean.domain.identitas import rapikan, rapikan_kode
from antrean.domain.jadwal import KunciSesi
from antrean.domain.waktu import JamPraktek
from antrean.errors import IsianSalah, TaskTidakTercatat
from antrean.http.access import with_body
from antrean.http.context import hari_ini, konteks, rumah_sakit
from antrean.http.responses import isi_antrean
from antrean.http.simrs import jawaban
from antrean.http.simrs.access import IDEMPOTENCY_S, idempotent, tanggal_dari, untuk
from antrean.http.simrs.jawaban import KEADAAN, TanpaIsi
from antrean.http.simrs.schemas import AmbilDiLoket, Batal, Lewati, Task
from antrean.http.simrs.schemas_sesi import Panggil
from antrean.services import antrean, kunjungan
from antrean.services import daftar as daftar_booking
from antrean.services.daftar import Saringan
from antrean.services.peristiwa import isi_booking, isi_slot
from antrean.store.connection import ANSWER_KEPT_S

HALAMAN_BAWAAN, HALAMAN_TERBANYAK = 100, 500
LEWAT_BAWAAN = 3

door = Blueprint("antrean", __name__)


@door.post("/antrean")
@untuk("kios", "loket")
@with_body(AmbilDiLoket())
def ambil(permintaan: tuple[PermintaanAntrean, str]) -> tuple[jawaban.NomorDiambil, Literal[201]]:
    """Take a number at a kiosk or a counter: the same counter and quotas as Mobile JKN's."""
    kept_s = IDEMPOTENCY_S if idempotent() else ANSWER_KEPT_S
    rs = rumah_sakit()
    return {**isi_antrean(rs, antrean.ambil(konteks(kept_s), *permintaan)), "zona": rs.zona}, 201


@door.get("/antrean")
@untuk("loket", "poli", "farmasi")
def daftar() -> jawaban.DaftarBooking:
    """The bookings of a day, in pages."""
    tanya = request.args
    tanggal = tanggal_dari("tanggal", tanya["tanggal"]) if tanya.get("tanggal") else hari_ini()
    batas, saringan = _batas(tanya.get("batas", "")), _saringan()
    sesudah = _cursor(sejak) if (sejak := tanya.get("cursor")) else None
    halaman, lanjut = daftar_booking.halaman(konteks(), tanggal, saringan, batas, sesudah)
    return {"antrean": [_isi(b) for b in halaman], "lanjut": lanjut}


@door.get("/antrean/<kodebooking>")
@untuk("loket", "poli", "farmasi")
def satu(kodebooking: str) -> jawaban.BookingRiwayat:
    """One booking, with its history."""
    return _dengan_riwayat(_cari(kodebooking))


@door.post("/antrean/<kodebooking>/batal")
@untuk("loket", "poli")
@with_body(Batal())
def batal(permintaan: dict[str, str], kodebooking: str) -> jawaban.Booking:
    """Cancel a booking."""
    kunjungan.batal(konteks(), kodebooking, permintaan["keterangan"])
    return _isi(_cari(kodebooking))


@door.post("/antrean/<kodebooking>/checkin")
@untuk("kios", "loket")
def checkin(kodebooking: str) -> jawaban.Booking:
    """The patient has come, and stands here now; again, the first time stays."""
    dibuat = konteks()
    kunjungan.checkin(dibuat, kodebooking, dibuat.write.now_ms)
    return _isi(_cari(kodebooking))


@door.post("/antrean/<kodebooking>/task")
@untuk("loket", "poli", "farmasi")
@with_body(Task())
def task(permintaan: dict[str, Any], kodebooking: str) -> jawaban.Booking:
    """Record a task."""
    kunjungan.task(konteks(), kodebooking, permintaan["taskid"], permintaan["waktu"], permintaan["keterangan"])
    return _isi(_cari(kodebooking))


@door.delete("/antrean/<kodebooking>/task/<taskid>")
@untuk("loket", "poli", "farmasi")
def task_hapus(kodebooking: str, taskid: str) -> jawaban.Booking:
    """Take back the latest task, recorded by mistake."""
    ada = {str(satu): satu for satu in TASK}.get(rapikan(taskid))
    if ada is None:
        raise TaskTidakTercatat(taskid="itu")
    kunjungan.task_hapus(konteks(), kodebooking, ada)
    return _isi(_cari(kodebooking))


@door.post("/antrean/<kodebooking>/lewati")
@untuk("poli")
@with_body(Lewati())
def lewati(permintaan: dict[str, Any], kodebooking: str) -> jawaban.Booking:
    """Put a called patient who does not come back in line."""
    kunjungan.lewati(konteks(), kodebooking, permintaan["lewat"] or LEWAT_BAWAAN)
    return _isi(_cari(kodebooking))


@door.post("/panggil")
@untuk("poli")
@with_body(Panggil())
def panggil(permintaan: tuple[KunciSesi, int | str | None]) -> jawaban.Booking | TanpaIsi:
    """Call the next number of a session, or a named one; 204 when nobody waits."""
    kodebooking = kunjungan.panggil(konteks(), *permintaan)
    if kodebooking is None:
        return "", 204
    return _isi(_cari(kodebooking))


def _cari(kodebooking: str) -> Booking:
    return daftar_booking.cari(konteks(), kodebooking)


def _saringan() -> Saringan:
    """Which bookings are asked for, by the query's filters.

    Raises:
        IsianSalah: a filter that nothing can be.
    """
    tanya = {nama: rapikan(isi) for nama, isi in request.args.items()}
    kodedokter, status = tanya.get("kodedokter"), tanya.get("status", "")
    if kodedokter and not (kodedokter.isascii() and kodedokter.isdigit() and len(kodedokter) <= 12):
        raise IsianSalah("kodedokter bukan bilangan", "kodedokter")
    if status and status not in KEADAAN:
        raise IsianSalah(f"status harus salah satu dari: {', '.join(KEADAAN)}", "status")
    try:
        jam = JamPraktek.baca(diminta) if (diminta := tanya.get("jampraktek")) else None
    except ValueError:
        raise IsianSalah("jampraktek bukan jam seperti 08:00-16:00", "jampraktek") from None
    return Saringan(rapikan_kode(tanya.get("kodepoli", "")), int(kodedokter) if kodedokter else None, jam, status)


def _batas(teks: str) -> int:
    if not teks:
        return HALAMAN_BAWAAN
    if not (teks.isascii() and teks.isdigit() and len(teks) < 5 and 1 <= int(teks) <= HALAMAN_TERBANYAK):
        raise IsianSalah(f"batas harus 1 sampai {HALAMAN_TERBANYAK}", "batas")
    return int(teks)


def _cursor(teks: str) -> KodeBooking:
    try:
        return KodeBooking.baca(teks)
    except ValueError:
        raise IsianSalah("cursor bukan dari jawaban sebelumnya", "cursor") from None


def _isi(booking: Booking) -> jawaban.Booking:
    return {
        "kodebooking": booking.kodebooking,
        "status": booking.keadaan,
        **cast("jawaban.BookingDibuat", {**isi_booking(booking), **isi_slot(booking.slot)}),
        "checkin": booking.datang or None,
        "task": {str(taskid): waktu for taskid, waktu in booking.task.items()},
        "alasan": booking.alasan,
        "jenisresep": booking.resep,
        "nomorfarmasi": booking.farmasi or None,
        "zona": rumah_sakit().zona,
    }


def _dengan_riwayat(booking: Booking) -> jawaban.BookingRiwayat:
    return {
        **_isi(booking),
        "riwayat": [{"jenis": satu.jenis, "waktu": satu.waktu, "oleh": satu.oleh} for satu in booking.riwayat],
    }
