"""What is sent for a step, and what is not sent because BPJS would surely refuse it. No storage, no network."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from antrean.bpjs.bentuk import WIB
from antrean.bpjs.langkah import PULIH, Kiriman, Langkah
from antrean.bpjs.permintaan import BatalAntrean, TambahAntrean, TambahFarmasi, UbahWaktu
from antrean.clock import local_date
from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.identitas import nomor_hp
from antrean.domain.jadwal import Sesi
from antrean.domain.pasien import Pasien

TERLAMBAT_HARI = 7
TASK_RESEP = 5
"""With this one the kind of the prescription is told."""
TANPA_SEP = (
    "Kode Booking tidak ditemukan di BPJS: SIMRS di samping antrean menambahkannya saat SEP dibuat, dan sampai akhir "
    "hari pelayanan itu tidak terjadi."
)
"""Why what another system was to add is held."""
_RESEP = {"Racikan": "Racikan", "Non Racikan": "Non racikan"}


def sisa_hari(kodebooking: str, hari_ini: date) -> int:
    """Days that BPJS still takes something of this booking; below 0: no longer."""
    return (KodeBooking.baca(kodebooking).tanggal + timedelta(days=TERLAMBAT_HARI) - hari_ini).days


def halangan(kiriman: Kiriman, langkah: Langkah, now_ms: int, zona: ZoneInfo) -> str:
    """Why BPJS would surely refuse a step, in a sentence for staff; empty: nothing is known to be in the way."""
    # BPJS writes its times in WIB, behind our other zones: what one of the two dates still allows, it decides itself.
    if sisa_hari(kiriman.kodebooking, min(local_date(now_ms, zona), local_date(now_ms, WIB))) < 0:
        return f"Lewat H+{TERLAMBAT_HARI}: BPJS tidak menerima lagi kiriman untuk tanggal pelayanan ini."
    if langkah.jenis == PULIH:
        return (
            "BPJS sudah menerima pembatalan booking ini dan tidak dapat menariknya: buat booking baru, atau lepaskan."
        )
    if not langkah.taskid:
        return ""
    tanggal = KodeBooking.baca(kiriman.kodebooking).tanggal
    if tanggal not in (local_date(langkah.waktu, zona), local_date(langkah.waktu, WIB)):
        return f"Terjadi pada {_saat(langkah.waktu, zona)}, bukan pada tanggal pelayanan {tanggal}: BPJS menolaknya."
    sebelum = kiriman.terakhir_terkirim()
    if sebelum and langkah.taskid < 99 and langkah.waktu <= sebelum.waktu:
        return (
            f"Waktunya {_saat(langkah.waktu, zona)} tidak sesudah task {sebelum.taskid} "
            f"({_saat(sebelum.waktu, zona)}): BPJS menolaknya."
        )
    return ""


def isi_task(kodebooking: str, langkah: Langkah, resep: str) -> UbahWaktu:
    """A task.

    Args:
        resep: the kind of the booking's prescription; empty where none is known, and nothing is said of it.
    """
    return UbahWaktu(
        kodebooking, langkah.taskid, langkah.waktu, _RESEP[resep] if resep and langkah.taskid == TASK_RESEP else None
    )


def isi_farmasi(kodebooking: str, langkah: Langkah) -> TambahFarmasi:
    """A number at the pharmacy."""
    jenis, _, nomor = langkah.isi.rpartition(":")
    return TambahFarmasi(kodebooking, jenis.lower(), int(nomor))


def isi_batal(kodebooking: str, langkah: Langkah) -> BatalAntrean:
    """A cancellation."""
    return BatalAntrean(kodebooking, langkah.isi or "Dibatalkan")


def isi_add(booking: Booking, sesi: Sesi, pasien: Pasien, keterangan: str) -> TambahAntrean:
    """A booking; what is left of the quotas is as it stands now.

    Args:
        pasien: the patient's record, for the number that was not given with the booking.
    """
    return TambahAntrean(
        kodebooking=booking.kode_bpjs,
        jenispasien="JKN" if booking.jenis == "jkn" else "NON JKN",
        nomorkartu=booking.nomorkartu,
        nik=booking.nik or pasien.nik,
        nohp=nomor_hp(booking.nohp),
        kodepoli=booking.slot.kodepoli,
        namapoli=sesi.namapoli,
        pasienbaru=int(booking.baru),
        norm=booking.norm,
        tanggalperiksa=booking.tanggalperiksa.isoformat(),
        kodedokter=booking.slot.kodedokter,
        namadokter=sesi.namadokter,
        jampraktek=str(booking.slot.jampraktek),
        jeniskunjungan=booking.jeniskunjungan,
        nomorreferensi=booking.nomorreferensi,
        nomorantrean=booking.nomorantrean,
        angkaantrean=booking.angkaantrean,
        estimasidilayani=booking.estimasidilayani,
        sisakuotajkn=sesi.sisajkn,
        kuotajkn=sesi.kuotajkn,
        sisakuotanonjkn=sesi.sisanonjkn,
        kuotanonjkn=sesi.kuotanonjkn,
        keterangan=keterangan,
    )


def _saat(ms: int, zona: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, zona):%Y-%m-%d %H:%M:%S}"
