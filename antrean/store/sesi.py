"""Bookings that go from one session to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from antrean.domain.antrean import awalan_booking
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.waktu import angka_tanggal
from antrean.errors import refusal_for
from antrean.keys import Keys
from antrean.store.connection import Connection, Write


@dataclass(frozen=True, slots=True)
class Pindahan:
    """What became of bookings that were to go to another session.

    Attributes:
        pindah: the kodebooking that went, in their order.
        tinggal: those that stay, with what stands in the way: ``kuota`` (no place of their kind left there),
            ``pasien`` (another booking of the patient, by the duplicate rule), ``dipanggil`` (called, not yet served),
            ``bukan_sesi_ini`` (not waiting in the session that they were to leave).
        ditolak: nobody went, because not all can.
    """

    pindah: Sequence[str]
    tinggal: Mapping[str, str]
    ditolak: bool = False


class SesiStore:
    """Moves bookings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pindah(
        self,
        kode_rs: str,
        dari: KunciSesi,
        ke: Slot,
        kode: Sequence[str],
        semua: bool,
        tutup: str,
        coba: bool,
        duplikat: str,
        hari_ini: date,
        write: Write,
        bersama: bool = False,
    ) -> Pindahan:
        """Give a session's bookings to another one of the same day (lua/sesi_pindah.lua).

        Args:
            kode: which of them; empty: all.
            semua: all of them or nobody.
            tutup: why the session that they leave is closed in the same step; empty: it is not.
            coba: say what would be, and change nothing.
            duplikat: the hospital's policy.
            bersama: the hospital's policy: both kinds of patients share a session's places.

        Raises:
            TanggalLewat, PoliTidakDitemukan, PoliTutup, DokterTidakDikenal, JadwalTidakAda: of the session that they
                are to go to; nothing was written.
        """
        keys, tanggal = Keys(kode_rs), dari.tanggal
        asal, tujuan = str(dari), str(KunciSesi(tanggal, ke))
        word, fields = self._connection.write(
            "sesi_pindah",
            keys,
            write,
            {
                "poli": keys.poli,
                "dokter": keys.dokter,
                "jadwal": keys.jadwal,
                "libur": keys.libur,
                "sesi_daftar": keys.sesi_daftar,
                "seri": keys.seri,
                "booking": keys.booking(tanggal),
                "klaim": keys.klaim(tanggal),
                "dari_sesi": keys.sesi(asal),
                "dari_antre": keys.antre(asal),
                "dari_hadir": keys.hadir(asal),
                "dari_dilayani": keys.dilayani(asal),
                "sesi": keys.sesi(tujuan),
                "antre": keys.antre(tujuan),
                "hadir": keys.hadir(tujuan),
                "dilayani": keys.dilayani(tujuan),
            },
            {
                "tanggal": tanggal.isoformat(),
                "tanggal_angka": angka_tanggal(tanggal),
                "awalan": awalan_booking(tanggal),
                "hari": tanggal.isoweekday(),
                "hari_ini": hari_ini.isoformat(),
                "dari": str(dari.slot),
                "slot": str(ke),
                "kodepoli": ke.kodepoli,
                "kodedokter": ke.kodedokter,
                "jampraktek": str(ke.jampraktek),
                "semua": int(semua),
                "coba": int(coba),
                "tutup": tutup,
                "duplikat": duplikat,
                "bersama": int(bersama),
                "berakhir": self._connection.expires_at(tanggal),
                "kode": list(kode),
            },
        )
        if word not in ("OK", "TIDAK_SEMUA"):
            raise refusal_for(word, fields)
        tinggal = dict(satu.split(":", 1) for satu in fields["tinggal"].split())
        return Pindahan(fields.get("pindah", "").split(), tinggal, word != "OK")
