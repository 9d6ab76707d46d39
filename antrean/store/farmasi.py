"""Prescriptions and the pharmacy's lines."""

from datetime import date

from antrean.domain.antrean import KodeBooking
from antrean.domain.farmasi import JENIS_RESEP, AntreanFarmasi, StatusFarmasi
from antrean.domain.waktu import angka_tanggal
from antrean.keys import Keys
from antrean.store.connection import Connection, Write, accepted

_RACIKAN, _NON_RACIKAN = JENIS_RESEP


class FarmasiStore:
    """Keeps who waits at the pharmacy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def resep(self, kode_rs: str, kode: KodeBooking, jenisresep: str, write: Write) -> None:
        """Say which kind of prescription a booking has (lua/resep.lua).

        Raises:
            AntreanTidakDitemukan, FarmasiSudahDiambil: nothing was written.
        """
        keys = Keys(kode_rs)
        self._connection.decide(
            "resep",
            keys,
            write,
            {"booking": keys.booking(kode.tanggal)},
            {"kodebooking": str(kode), "jenisresep": jenisresep},
        )

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
            {**self._baris(keys, kode.tanggal), "seri": keys.seri},
            {
                "kodebooking": str(kode),
                "tanggal": kode.tanggal.isoformat(),
                "hari_ini": hari_ini.isoformat(),
                "tanggal_angka": angka_tanggal(kode.tanggal),
                "berakhir": self._connection.expires_at(kode.tanggal),
            },
        )
        return AntreanFarmasi(fields["jenisresep"], int(fields["nomorantrean"]))

    def panggil(self, kode_rs: str, tanggal: date, jenisresep: str, write: Write) -> tuple[str, AntreanFarmasi] | None:
        """Call the next number of a kind of prescription (lua/farmasi_panggil.lua).

        Returns:
            Its kodebooking and the number; None when nobody waits.
        """
        keys = Keys(kode_rs)
        word, fields = self._connection.write(
            "farmasi_panggil",
            keys,
            write,
            {
                "booking": keys.booking(tanggal),
                "farmasi": keys.farmasi(tanggal),
                "antre": keys.antre_farmasi(tanggal, jenisresep),
            },
            {"jenisresep": jenisresep},
        )
        if word == "TIDAK_ADA_YANG_MENUNGGU":
            return None
        return accepted(word, fields)["kodebooking"], AntreanFarmasi(jenisresep, int(fields["nomorantrean"]))

    def status(self, kode_rs: str, kode: KodeBooking) -> StatusFarmasi:
        """How the line of a booking stands (lua/farmasi_status.lua).

        Raises:
            KodeBookingTidakDitemukan, FarmasiBelumDiambil.
        """
        keys = Keys(kode_rs)
        fields = self._connection.ask("farmasi_status", self._baris(keys, kode.tanggal), {"kodebooking": str(kode)})
        return StatusFarmasi(
            fields["jenisresep"],
            int(fields["totalantrean"]),
            int(fields["sisaantrean"]),
            int(fields["antreanpanggil"]),
        )

    @staticmethod
    def _baris(keys: Keys, tanggal: date) -> dict[str, str]:
        return {
            "booking": keys.booking(tanggal),
            "farmasi": keys.farmasi(tanggal),
            **baris_farmasi(keys, tanggal),
        }


def baris_farmasi(keys: Keys, tanggal: date) -> dict[str, str]:
    """The waiting numbers of each kind of prescription."""
    return {
        "racikan": keys.antre_farmasi(tanggal, _RACIKAN),
        "non_racikan": keys.antre_farmasi(tanggal, _NON_RACIKAN),
    }
