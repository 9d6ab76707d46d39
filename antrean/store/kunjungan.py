"""What becomes of a booking: the line, check-in, call, tasks, cancellation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from antrean.domain.antrean import KodeBooking, SisaAntrean, StatusSesi, awalan_booking
from antrean.domain.jadwal import KunciSesi, Slot, nomor_antrean
from antrean.domain.waktu import milidetik
from antrean.errors import AntreanTidakDitemukan
from antrean.keys import Keys
from antrean.store.connection import Connection, Write, accepted, quarter_over
from antrean.store.farmasi import baris_farmasi, di_harinya

_JAM_LAIN_TERBANYAK = 10_000


@dataclass(frozen=True, slots=True)
class _Tempat:
    """Where a booking is kept, as far as is known."""

    kode: KodeBooking
    slot: str

    @property
    def kunci(self) -> str:
        """The session's."""
        return f"{self.kode.tanggal.isoformat()}:{self.slot}"


class KunjunganStore:
    """Follows bookings through their day."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Whose letters are is read once; those that are nobody's raise, and are not kept. Where a session's hours were
        # changed since, or on some dates only, the first booking asked for tells.
        self._slot = lru_cache(maxsize=10_000)(self._baca_slot)
        self._jam_lain: dict[tuple[str, date, str], str] = {}

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

        def tanya(tempat: _Tempat) -> tuple[str, dict[str, str]]:
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

        fields = accepted(*self._di_tempatnya(kode_rs, kodebooking, tanya))
        sisa, tempat = int(fields["sisaantrean"]), self._tempat(kode_rs, kodebooking)
        hari = KunciSesi.baca(tempat.kunci)
        mulai = max(now_ms, milidetik(hari.tanggal, hari.slot.jampraktek.mulai, zona))
        paling_lama = milidetik(hari.tanggal, 24 * 60, zona) - mulai
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
        hari = self._tempat(kode_rs, kodebooking).kode.tanggal
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
        tanggal = self._tempat(kode_rs, kodebooking).kode.tanggal
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
        tanggal = self._tempat(kode_rs, kodebooking).kode.tanggal
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
        keys, tanggal = Keys(kode_rs), self._tempat(kode_rs, kodebooking).kode.tanggal
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

        def lewati(tempat: _Tempat) -> tuple[str, dict[str, str]]:
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

        accepted(*self._di_tempatnya(kode_rs, kodebooking, lewati))

    def kodepoli(self, kode_rs: str, huruf: str) -> str:
        """The clinic whose sessions have these letters; one look-up per letters and process.

        Raises:
            AntreanTidakDitemukan: nobody's have.
        """
        return self._slot(kode_rs, huruf).partition(":")[0]

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

        def ubah(tempat: _Tempat) -> tuple[str, dict[str, str]]:
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

        return self._di_tempatnya(kode_rs, kodebooking, ubah)

    def _di_tempatnya(
        self, kode_rs: str, kodebooking: str, tanya: Callable[[_Tempat], tuple[str, dict[str, str]]]
    ) -> tuple[str, dict[str, str]]:
        """What is answered in the session that a booking is in: first where its letters say, then where the store says.

        Raises:
            AntreanTidakDitemukan: no booking can have that kodebooking.
        """
        tempat = self._tempat(kode_rs, kodebooking)
        while True:
            word, fields = tanya(tempat)
            if word != "PINDAH":
                return word, fields
            tempat = _Tempat(tempat.kode, fields["slot"])
            if not fields["tamu"]:
                if len(self._jam_lain) >= _JAM_LAIN_TERBANYAK:
                    self._jam_lain.clear()
                self._jam_lain[kode_rs, tempat.kode.tanggal, tempat.kode.huruf] = tempat.slot

    def dikenal(self, kode_rs: str, huruf: str) -> bool:
        """Whether letters are a session's."""
        try:
            return bool(self._slot(kode_rs, huruf))
        except AntreanTidakDitemukan:
            return False

    def _tempat(self, kode_rs: str, kodebooking: str) -> _Tempat:
        """Where a booking is kept: from the letters in its kodebooking, one look-up per letters and process.

        Raises:
            AntreanTidakDitemukan: no booking can have that kodebooking.
        """
        try:
            kode = KodeBooking.baca(kodebooking)
        except ValueError:
            raise AntreanTidakDitemukan from None
        slot = self._jam_lain.get((kode_rs, kode.tanggal, kode.huruf)) or self._slot(kode_rs, kode.huruf)
        return _Tempat(kode, slot)

    def _baca_slot(self, kode_rs: str, huruf: str) -> str:
        pemilik = Keys(kode_rs).huruf_pemilik
        slot: str | None = self._connection.read(lambda client: client.hget(pemilik, huruf))
        if slot is None:
            raise AntreanTidakDitemukan
        return slot
