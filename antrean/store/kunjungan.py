"""What becomes of a booking: the line, check-in, call, tasks, cancellation."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from antrean.domain.antrean import SisaAntrean, StatusSesi, awalan_booking
from antrean.domain.jadwal import KunciSesi, Slot, nomor_antrean
from antrean.domain.waktu import milidetik
from antrean.keys import Keys
from antrean.store.connection import Connection, Write, accepted, quarter_over
from antrean.store.farmasi import baris_farmasi, di_harinya
from antrean.store.tempat import Tempat, TempatStore


class KunjunganStore:
    """Follows bookings through their day."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.tempat = TempatStore(connection)

    def status(self, kode_rs: str, slot: Slot, tanggal: date | None, tanggal_salah: str) -> StatusSesi:
        """How a session stands (lua/status.lua).

        Args:
            tanggal: None where it cannot be read.
            tanggal_salah: ``format`` or ``lewat`` where the date cannot be asked for: the poli comes first.

        Raises:
            Refusal: the rule of section 2 that says no.
        """
        keys = Keys(kode_rs)
        hari = tanggal or date.min
        kunci = str(KunciSesi(hari, slot))
        fields = self._connection.ask(
            "status",
            {
                "poli": keys.poli,
                "dokter": keys.dokter,
                "jadwal": keys.jadwal,
                "sesi": keys.sesi(kunci),
                "antre": keys.antre(kunci),
                "dilayani": keys.dilayani(kunci),
            },
            {
                "kodepoli": slot.kodepoli,
                "kodedokter": slot.kodedokter,
                "jampraktek": str(slot.jampraktek),
                "tanggal": hari.isoformat(),
                "hari": hari.isoweekday(),
                "tanggal_salah": tanggal_salah,
            },
        )
        return StatusSesi(
            namapoli=fields["namapoli"],
            namadokter=fields["namadokter"],
            totalantrean=int(fields["totalantrean"]),
            sisaantrean=int(fields["sisaantrean"]),
            antreanpanggil=nomor_antrean(fields["hurufdipanggil"] or fields["huruf"], int(fields["angkadipanggil"])),
            sisakuotajkn=int(fields["sisakuotajkn"]),
            kuotajkn=int(fields["kuotajkn"]),
            sisakuotanonjkn=int(fields["sisakuotanonjkn"]),
            kuotanonjkn=int(fields["kuotanonjkn"]),
            terukur=fields["terukur"] == "1",
        )

    def sisa(self, kode_rs: str, kodebooking: str, hadir_dulu: bool, now_ms: int, zona: ZoneInfo) -> SisaAntrean:
        """How a booking stands in its line (lua/sisa.lua). Nobody is told to wait past the end of the day.

        Args:
            zona: in which that ends.

        Raises:
            AntreanTidakDitemukan: unknown or cancelled.
        """
        keys = Keys(kode_rs)
        di_sana = ""

        def tanya(tempat: Tempat) -> tuple[str, dict[str, str]]:
            nonlocal di_sana
            di_sana = tempat.kunci
            return self._connection.look(
                "sisa",
                {
                    "booking": keys.booking(tempat.kode.tanggal),
                    "sesi": keys.sesi(tempat.kunci),
                    "antre": keys.antre(tempat.kunci),
                    "hadir": keys.hadir(tempat.kunci),
                    "dilayani": keys.dilayani(tempat.kunci),
                },
                {"kodebooking": str(tempat.kode), "slot": tempat.slot, "dulu": int(hadir_dulu)},
            )

        fields = accepted(*self.tempat.di_sana(kode_rs, kodebooking, tanya))
        sisa, (mulai, berakhir) = int(fields["sisaantrean"]), _hari(di_sana, zona)
        mulai = max(now_ms, mulai)
        paling_lama = berakhir - mulai
        tunggu = int(fields["lama"]) * max(sisa - 1, 0)
        return SisaAntrean(
            nomorantrean=nomor_antrean(fields["huruf"], int(fields["angkaantrean"])),
            namapoli=fields["namapoli"],
            namadokter=fields["namadokter"],
            sisaantrean=sisa,
            antreanpanggil=nomor_antrean(fields["hurufdipanggil"], int(fields["angkadipanggil"])),
            waktutunggu=(min(tunggu, paling_lama) if paling_lama > 0 else tunggu) // 1000,
            terukur=fields["terukur"] == "1",
        )

    def batal(
        self, kode_rs: str, kodebooking: str, keterangan: str, dilayani: str, hari_ini: date, write: Write
    ) -> None:
        """Cancel (lua/batal.lua).

        Args:
            dilayani: the hospital's policy, ``panggil`` or ``checkin``.

        Raises:
            AntreanTidakDitemukan, SudahDibatalkan, SudahDilayani: nothing was written.
        """
        # A pharmacy number is not taken before the visit's day, and past bookings are not cancelled here.
        hari = self.tempat.cari(kode_rs, kodebooking).kode.tanggal
        args = {"keterangan": keterangan, "dilayani": dilayani, "hari_ini": hari_ini.isoformat()}
        milik_sesi = ("sesi", "antre", "hadir", "dilayani")
        accepted(*self._ubah("batal", kode_rs, kodebooking, milik_sesi, args, write, klaim_hari=hari))

    def checkin(self, kode_rs: str, kodebooking: str, waktu: int, hari_ini: date, zona: ZoneInfo, write: Write) -> None:
        """Check in (lua/checkin.lua).

        Args:
            waktu: epoch ms, as it is given.
            zona: in which the booking's day begins.

        Raises:
            AntreanTidakDitemukan, BukanTanggalPeriksa: nothing was written.
        """
        tanggal = self.tempat.cari(kode_rs, kodebooking).kode.tanggal
        args = {
            "waktu": waktu,
            "awal_hari": milidetik(tanggal, 0, zona),
            "hari_ini": hari_ini.isoformat(),
            "berakhir": self._connection.expires_at(tanggal),
        }
        accepted(*self._ubah("checkin", kode_rs, kodebooking, ("antre", "hadir"), args, write))

    def task(
        self,
        kode_rs: str,
        kodebooking: str,
        taskid: int,
        waktu: int,
        keterangan: str,
        hari_ini: date,
        zona: ZoneInfo,
        write: Write,
    ) -> None:
        """Record a task (lua/task.lua).

        Args:
            waktu: epoch ms, as it is given.
            keterangan: why, where it is task 99.
            zona: in which the booking's day begins.

        Raises:
            AntreanTidakDitemukan, SudahDibatalkan, BukanTanggalPeriksa, TaskTidakUrut, WaktuSebelumHarinya,
                WaktuMendatang, WaktuTidakNaik: nothing was written.
        """
        tanggal = self.tempat.cari(kode_rs, kodebooking).kode.tanggal
        args = {
            "taskid": taskid,
            "waktu": waktu,
            "awal_hari": milidetik(tanggal, 0, zona),
            "keterangan": keterangan,
            "hari_ini": hari_ini.isoformat(),
            "berakhir": self._connection.expires_at(tanggal),
        }

        def catat(hari: date) -> tuple[str, dict[str, str]]:
            milik_sesi = ("sesi", "antre", "hadir", "dilayani")
            dikira = {**args, "hari_farmasi": hari.isoformat()}
            return self._ubah("task", kode_rs, kodebooking, milik_sesi, dikira, write, klaim_hari=hari)

        accepted(*di_harinya(tanggal, catat))

    def task_hapus(
        self, kode_rs: str, kodebooking: str, taskid: int, duplikat: str, hari_ini: date, write: Write
    ) -> None:
        """Take the latest task back (lua/task_hapus.lua).

        Args:
            duplikat: the hospital's policy.

        Raises:
            AntreanTidakDitemukan, SudahDibatalkan, TaskTidakTercatat, TaskBukanTerakhir, TaskCheckin, TaskDipakai,
                TaskDiganti, ReferensiTerpakai: nothing was written.
        """
        keys, tanggal = Keys(kode_rs), self.tempat.cari(kode_rs, kodebooking).kode.tanggal
        lain = {"klaim": keys.klaim(tanggal), "rujukan": keys.rujukan(tanggal)}
        lain_semua = {**lain, "rujukan_semua": keys.rujukan_dari(hari_ini)}
        args = {
            "taskid": taskid,
            "hari_ini": hari_ini.isoformat(),
            "duplikat": duplikat,
            "berakhir": self._connection.expires_at(tanggal),
            "rujukan_berakhir": quarter_over(tanggal),
        }
        milik_sesi = ("sesi", "antre", "hadir", "dilayani")
        accepted(*self._ubah("task_hapus", kode_rs, kodebooking, milik_sesi, args, write, lain=lain_semua))

    def panggil(
        self,
        kode_rs: str,
        sesi: KunciSesi,
        angka: int | str | None,
        hadir_dulu: bool,
        kemarin: bool,
        write: Write,
        selesai: bool = False,
    ) -> str | None:
        """Call the next number of a session, or a named one (lua/panggil.lua).

        Args:
            angka: as ``Booking.anggota`` has it; its letters may stand before an own one too.
            kemarin: the session's day is over.
            selesai: whoever was called before is served by that (task 5), also where nobody waits.

        Returns:
            Its kodebooking; None when nobody waits.

        Raises:
            BukanHariIni: nobody who has come waits there any more, nor is served; nothing was written.
            AntreanTidakDitemukan: the named number does not wait; nothing was written.
        """
        keys, kunci = Keys(kode_rs), str(sesi)
        word, fields = self._connection.write(
            "panggil",
            keys,
            write,
            {
                "booking": keys.booking(sesi.tanggal),
                "sesi": keys.sesi(kunci),
                "antre": keys.antre(kunci),
                "hadir": keys.hadir(kunci),
                "dilayani": keys.dilayani(kunci),
                "rujukan": keys.rujukan(sesi.tanggal),
            },
            {
                "awalan": awalan_booking(sesi.tanggal),
                "angka": "" if angka is None else angka,
                "dulu": int(hadir_dulu),
                "kemarin": int(kemarin),
                "selesai": int(selesai),
                "berakhir": self._connection.expires_at(sesi.tanggal),
            },
        )
        if word == "TIDAK_ADA_YANG_MENUNGGU":
            return None
        return accepted(word, fields)["kodebooking"] or None

    def lewati(self, kode_rs: str, kodebooking: str, lewat: int, hadir_dulu: bool, write: Write) -> None:
        """Put a called patient back behind the next ``lewat`` (lua/lewati.lua).

        Raises:
            AntreanTidakDitemukan, BelumDipanggil: nothing was written.
        """
        keys = Keys(kode_rs)

        def lewati(tempat: Tempat) -> tuple[str, dict[str, str]]:
            return self._connection.write(
                "lewati",
                keys,
                write,
                {
                    "booking": keys.booking(tempat.kode.tanggal),
                    "antre": keys.antre(tempat.kunci),
                    "hadir": keys.hadir(tempat.kunci),
                    "dilayani": keys.dilayani(tempat.kunci),
                },
                {
                    "kodebooking": str(tempat.kode),
                    "slot": tempat.slot,
                    "lewat": lewat,
                    "dulu": int(hadir_dulu),
                    "berakhir": self._connection.expires_at(tempat.kode.tanggal),
                },
            )

        accepted(*self.tempat.di_sana(kode_rs, kodebooking, lewati))

    def _ubah(
        self,
        script: str,
        kode_rs: str,
        kodebooking: str,
        milik_sesi: tuple[str, ...],
        args: dict[str, Any],
        write: Write,
        klaim_hari: date | None = None,
        lain: Mapping[str, Any] = MappingProxyType({}),
    ) -> tuple[str, dict[str, str]]:
        """Run a script that changes one booking.

        Args:
            klaim_hari: with the keys of all that it holds, its pharmacy number being of that day.
            lain: other keys.
        """
        keys = Keys(kode_rs)

        def ubah(tempat: Tempat) -> tuple[str, dict[str, str]]:
            tanggal = tempat.kode.tanggal
            key_names = {nama: getattr(keys, nama)(tempat.kunci) for nama in milik_sesi} | dict(lain)
            if klaim_hari:
                key_names |= {
                    "klaim": keys.klaim(tanggal),
                    "rujukan": keys.rujukan(tanggal),
                    **baris_farmasi(keys, klaim_hari),
                }
            return self._connection.write(
                script,
                keys,
                write,
                {"booking": keys.booking(tanggal), **key_names},
                {"kodebooking": str(tempat.kode), "slot": tempat.slot, "tanggal": tanggal.isoformat(), **args},
            )

        return self.tempat.di_sana(kode_rs, kodebooking, ubah)


@lru_cache(maxsize=1000)
def _hari(kunci: str, zona: ZoneInfo) -> tuple[int, int]:
    """When a session starts, and when its day ends, in epoch ms."""
    hari = KunciSesi.baca(kunci)
    return milidetik(hari.tanggal, hari.slot.jampraktek.mulai, zona), milidetik(hari.tanggal, 24 * 60, zona)
