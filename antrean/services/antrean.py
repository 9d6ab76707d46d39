"""Taking a queue number (section 3 of the catalogue)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from antrean.domain.antrean import MOBILE_JKN, AntreanDiambil, PermintaanAntrean, StatusSesi
from antrean.domain.jadwal import Slot, sisa_tampak
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek, jam_menit, milidetik
from antrean.errors import TanggalLewat, TanggalTerlaluJauh
from antrean.services.jadwal import dengan_jam
from antrean.services.konteks import Konteks
from antrean.store.antrean import WaktuSesi
from antrean.store.connection import ANSWER_KEPT_S

T = TypeVar("T", AntreanDiambil, StatusSesi)

TERUKUR = "Perkiraan waktu mengikuti laju pelayanan saat ini."
TERJADWAL = "Perkiraan waktu mengikuti jadwal praktek."


def ambil(konteks: Konteks, permintaan: PermintaanAntrean, sumber: str = "") -> AntreanDiambil:
    """Take a number for a patient; the same request id again answers the same number.

    Args:
        sumber: where the booking comes from, such as ``kiosk``; whoever asks, where it is empty.

    Raises:
        Refusal: the first rule of section 3 that says no; nothing was written.
        StoreUnavailable: the outcome is unknown; the same request again settles it.
    """
    store, rs, write, hari_ini = konteks.store, konteks.rs, konteks.write, konteks.hari_ini
    try:
        periksa_tanggal(permintaan.tanggalperiksa, hari_ini, int(rs.kebijakan.hari_maks))
    except (TanggalLewat, TanggalTerlaluJauh):
        # It may have been possible when it was first asked.
        if write.kept_s > ANSWER_KEPT_S and (lama := store.antrean.jawaban(rs.kode, write)):
            return kuota_tampak(rs, lama)
        raise

    def pada(slot: Slot) -> AntreanDiambil:
        return store.antrean.ambil(
            rs.kode,
            permintaan if slot is permintaan.slot else replace(permintaan, slot=slot),
            waktu_sesi(rs, permintaan.tanggalperiksa, slot.jampraktek, di_loket=write.oleh != MOBILE_JKN),
            rs.kebijakan.duplikat,
            rs.kebijakan.ulang_detik,
            hari_ini,
            sumber or write.oleh,
            write,
            bersama=rs.kebijakan.kuota_bersama,
        )

    return kuota_tampak(rs, dengan_jam(konteks, permintaan.slot, pada))


def periksa_tanggal(tanggal: date, hari_ini: date, hari_maks: int) -> None:
    """Raises TanggalLewat or TanggalTerlaluJauh for a date that cannot be booked today."""
    if tanggal < hari_ini:
        raise TanggalLewat
    if tanggal > hari_ini + timedelta(days=hari_maks):
        raise TanggalTerlaluJauh(hari_maks=str(hari_maks))


def kuota_tampak(rs: RumahSakit, satu: T) -> T:
    """The same with what is left of the quotas as it is told."""
    sisa = satu.sisakuotajkn, satu.sisakuotanonjkn
    tampak = sisa_tampak(rs.kebijakan.kuota_bersama, (satu.kuotajkn, satu.kuotanonjkn), sisa)
    return satu if tampak == sisa else replace(satu, sisakuotajkn=tampak[0], sisakuotanonjkn=tampak[1])


def waktu_sesi(rs: RumahSakit, tanggal: date, jam: JamPraktek, di_loket: bool = False) -> WaktuSesi:
    """When a session starts, and when its registration closes under the hospital's policy ``tutup``.

    Args:
        di_loket: at the hospital's own doors: under its policy ``tutup_loket``.
    """
    zona, tutup = rs.zona_waktu, rs.kebijakan.tutup_loket if di_loket else rs.kebijakan.tutup
    sebelum_selesai = {"akhir": 0, "h-1": jam.selesai, "hari": jam.selesai - 24 * 60}
    menit_tutup = jam.selesai - (sebelum_selesai[tutup] if tutup in sebelum_selesai else int(tutup))
    return WaktuSesi(
        mulai=milidetik(tanggal, jam.mulai, zona),
        akhir_hari=milidetik(tanggal, 24 * 60, zona) - 1,
        tutup_pada=milidetik(tanggal, menit_tutup, zona),
        tutup_jam=jam_menit(menit_tutup if menit_tutup >= 0 else menit_tutup + 24 * 60),
    )


def keterangan_datang(rs: RumahSakit, terukur: bool) -> str:
    """What the patient is told with the number; where the estimate follows the measured pace, that too."""
    datang = f"Peserta harap {rs.kebijakan.datang_awal} menit lebih awal guna pencatatan administrasi."
    return f"{datang} {keterangan_laju(terukur)}" if terukur else datang


def keterangan_laju(terukur: bool) -> str:
    """Which pace an estimate follows."""
    return TERUKUR if terukur else TERJADWAL
