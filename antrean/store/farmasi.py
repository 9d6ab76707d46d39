"""Prescriptions and the pharmacy's lines."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from antrean.domain.antrean import KodeBooking, awalan_booking
from antrean.domain.farmasi import JENIS_RESEP, AntreanFarmasi, StatusFarmasi
from antrean.domain.waktu import angka_tanggal
from antrean.keys import Keys
from antrean.store.connection import Connection, Write, accepted

_RACIKAN, _NON_RACIKAN = JENIS_RESEP


class FarmasiStore:
    """Keeps who waits at the pharmacy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def resep(self, kode_rs: str, kode: KodeBooking, jenisresep: str, hari_ini: date, write: Write) -> None:
        """Say which kind of prescription a booking has (lua/resep.lua); a number that waits becomes one of that kind.

        Raises:
            AntreanTidakDitemukan, FarmasiSudahDiambil: nothing was written.
        """
        keys = Keys(kode_rs)

        def catat(hari: date) -> tuple[str, dict[str, str]]:
            dulu = {f"{nama}_dulu": kunci for nama, kunci in self._hari(keys, hari).items()}
            return self._connection.write(
                "resep",
                keys,
                write,
                {"booking": keys.booking(kode.tanggal), **self._hari(keys, hari_ini), **dulu, "seri": keys.seri},
                {
                    "kodebooking": str(kode),
                    "jenisresep": jenisresep,
                    "tanggal": kode.tanggal.isoformat(),
                    "hari": hari.isoformat(),
                    "hari_ini": hari_ini.isoformat(),
                    "hari_angka": angka_tanggal(hari_ini),
                    "berakhir": self._connection.expires_at(hari_ini),
                },
            )

        accepted(*di_harinya(hari_ini, catat))

    def ambil(self, kode_rs: str, kode: KodeBooking, hari_ini: date, write: Write) -> AntreanFarmasi:
        """Give a booking its number at the pharmacy (lua/farmasi_ambil.lua); again: the same.

        Raises:
            KodeBookingTidakDitemukan, ResepBelumTersedia: nothing was written.
        """
        keys = Keys(kode_rs)
        fields = self._connection.decide(
            "farmasi_ambil",
            keys,
            write,
            {"booking": keys.booking(kode.tanggal), **self._hari(keys, hari_ini), "seri": keys.seri},
            {
                "kodebooking": str(kode),
                "tanggal": kode.tanggal.isoformat(),
                "hari_ini": hari_ini.isoformat(),
                "hari_angka": angka_tanggal(hari_ini),
                "berakhir": self._connection.expires_at(hari_ini),
            },
        )
        return AntreanFarmasi(fields["jenisresep"], int(fields["nomorantrean"]))

    def panggil(
        self, kode_rs: str, hari_ini: date, jenisresep: str, nomor: int | None, write: Write, hari: date | None = None
    ) -> tuple[str, AntreanFarmasi] | None:
        """Call the next number of a kind of prescription, or a named one (lua/farmasi_panggil.lua).

        Args:
            hari: the day of the named number; None: today, or yesterday where today has none.

        Returns:
            Its kodebooking and the number; None when nobody waits.

        Raises:
            AntreanTidakDitemukan: nobody has the named number; nothing was written.
        """
        keys, kini, dulu = Keys(kode_rs), hari or hari_ini, hari or hari_ini - timedelta(days=1)
        tanggal = hari_ini
        lewat: list[str] = []
        while True:
            word, fields = self._connection.write(
                "farmasi_panggil",
                keys,
                write,
                {
                    "booking": keys.booking(tanggal),
                    "farmasi": keys.farmasi(kini),
                    "antre": keys.antre_farmasi(kini, jenisresep),
                    "farmasi_kemarin": keys.farmasi(dulu),
                    "antre_kemarin": keys.antre_farmasi(dulu, jenisresep),
                },
                {
                    "jenisresep": jenisresep,
                    "nomor": "" if nomor is None else nomor,
                    "awalan": awalan_booking(tanggal),
                    "lewat": lewat,
                },
            )
            if word == "DIBATALKAN":
                lewat.append(fields["kodebooking"])
                continue
            if word != "TANGGAL_LAIN":
                break
            tanggal = KodeBooking.baca(fields["kodebooking"]).tanggal
        if word == "TIDAK_ADA_YANG_MENUNGGU":
            return None
        return accepted(word, fields)["kodebooking"], AntreanFarmasi(jenisresep, int(fields["nomorantrean"]))

    def status(self, kode_rs: str, kode: KodeBooking, hari_ini: date) -> StatusFarmasi:
        """How the line of a booking stands (lua/farmasi_status.lua).

        Raises:
            KodeBookingTidakDitemukan, FarmasiBelumDiambil.
        """
        keys = Keys(kode_rs)

        def lihat(hari: date) -> tuple[str, dict[str, str]]:
            return self._connection.look(
                "farmasi_status",
                {"booking": keys.booking(kode.tanggal), **self._hari(keys, hari)},
                {"kodebooking": str(kode), "tanggal": kode.tanggal.isoformat(), "hari": hari.isoformat()},
            )

        fields = accepted(*di_harinya(hari_ini, lihat))
        return StatusFarmasi(
            fields["jenisresep"],
            int(fields["totalantrean"]),
            int(fields["sisaantrean"]),
            int(fields["antreanpanggil"]),
        )

    def menunggu(self, kode_rs: str, hari: date, jenisresep: str, kodebooking: str) -> int:
        """The number with which a booking waits in a day's line; 0 where it does not."""
        baris = Keys(kode_rs).antre_farmasi(hari, jenisresep)
        return int(self._connection.read(lambda client: client.zscore(baris, kodebooking)) or 0)

    def bernomor(self, kode_rs: str, hari: date) -> list[KodeBooking]:
        """Whose the numbers of a day are, of whatever day the visit is."""
        keys = Keys(kode_rs)

        def ask(client: Any) -> list[Any]:
            pipe = client.pipeline(transaction=False)
            pipe.hgetall(keys.farmasi(hari))
            for baris in baris_farmasi(keys, hari).values():
                pipe.zrange(baris, 0, -1)
            return pipe.execute()

        nomor, *menunggu = self._connection.read(ask)
        milik = {kode for bidang, kode in nomor.items() if bidang.rpartition(":")[2].isdigit()}
        return [KodeBooking.baca(kode) for kode in milik.union(*menunggu)]

    @staticmethod
    def _hari(keys: Keys, hari: date) -> dict[str, str]:
        return {"farmasi": keys.farmasi(hari), **baris_farmasi(keys, hari)}


def di_harinya(hari: date, tanya: Callable[[date], tuple[str, dict[str, str]]]) -> tuple[str, dict[str, str]]:
    """What is answered on the day of a booking's pharmacy number: first a guess, then the day that the store names."""
    while True:
        word, fields = tanya(hari)
        if word != "HARI_LAIN":
            return word, fields
        hari = date.fromisoformat(fields["hari"])


def baris_farmasi(keys: Keys, tanggal: date) -> dict[str, str]:
    """The waiting numbers of each kind of prescription."""
    return {
        "racikan": keys.antre_farmasi(tanggal, _RACIKAN),
        "non_racikan": keys.antre_farmasi(tanggal, _NON_RACIKAN),
    }
