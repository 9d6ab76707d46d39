"""The bodies of the SIMRS door that name a session."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load

from antrean.domain.antrean import KODE_TERPANJANG, baca_nomor
from antrean.domain.identitas import rapikan, rapikan_kode, teks_sah
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.http.isian import Bentuk, Bilangan, Isian, Jam, Kode, Peringkat, Salah, Tanggal, Teks, bentuk_teks
from antrean.http.schemas import FORMAT_TANGGAL
from antrean.http.simrs.bidang import Perintah
from antrean.http.simrs.schemas import Hari, KodePoli, Pilihan, Positif
from antrean.services.libur import BUKAN_TEKS, TERPANJANG

PALING_BANYAK_KODE = 1_000


class NomorAntrean(Isian):
    """A number as patients see it, ``A-12``: also of one that came from another session."""

    rapikan = staticmethod(rapikan_kode)

    def baca(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError
        return baca_nomor(value)

    def bentuk(self) -> list[Bentuk]:
        return [{"type": "string", "pattern": "^[A-Za-z]{1,3}-?[0-9]{1,6}$"}]


class DaftarKode(Isian):
    """Some kodebooking, ours or those of the system before; all of the session where none are given."""

    def baca(self, value: Any) -> list[str]:
        if not isinstance(value, list) or not 1 <= len(value) <= PALING_BANYAK_KODE:
            raise ValueError
        if not all(isinstance(satu, str) for satu in value):
            raise ValueError
        kode = [rapikan(satu) for satu in value]
        if not all(satu and teks_sah(satu, KODE_TERPANJANG) for satu in kode):
            raise ValueError
        return kode

    def bentuk(self) -> list[Bentuk]:
        kode = bentuk_teks(KODE_TERPANJANG)
        return [{"type": "array", "minItems": 1, "maxItems": PALING_BANYAK_KODE, "items": kode}]


class SatuSesi:
    """The fields of a body that names a session."""

    kodepoli = Kode("Kode Poli", 20)
    kodedokter = Bilangan("Kode Dokter")
    tanggalperiksa = Tanggal("Tanggal Periksa", format=FORMAT_TANGGAL)
    jampraktek = Jam("Jam Praktek")

    def sesi(self, data: Mapping[str, Any]) -> KunciSesi:
        """The session that was read."""
        return KunciSesi(data["tanggalperiksa"], Slot(data["kodepoli"], data["kodedokter"], data["jampraktek"]))


class Panggil(SatuSesi, Perintah):
    """A session, and the number to call where it is not the next."""

    angkaantrean = Positif("Angka Antrean", 6, wajib=False)
    nomorantrean = NomorAntrean("Nomor Antrean", wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> tuple[KunciSesi, int | str | None]:
        if data["angkaantrean"] and data["nomorantrean"]:
            raise ValidationError(
                Salah("angkaantrean atau nomorantrean, bukan keduanya", Peringkat.FORMAT), "nomorantrean"
            )
        return self.sesi(data), data["nomorantrean"] or data["angkaantrean"] or None


class SesiTutup(SatuSesi, Perintah):
    """A session that is closed, with or without its bookings."""

    keterangan = Teks("Keterangan", TERPANJANG, wajib=False, format=BUKAN_TEKS.format(nama="keterangan"))
    alasan = Teks("Alasan", TERPANJANG, wajib=False, format=BUKAN_TEKS.format(nama="alasan"))
    coba = Pilihan("Coba", ("ya",), wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> tuple[KunciSesi, dict[str, Any]]:
        lain = {"keterangan": data["keterangan"], "batalkan": data["alasan"], "coba": bool(data["coba"])}
        return self.sesi(data), lain


class SesiPindah(SatuSesi, Perintah):
    """Bookings of a session go to another one of that day: what of that one is not given is as of the first."""

    kodepolitujuan = Kode("Kode Poli Tujuan", 20, wajib=False)
    kodedoktertujuan = Bilangan("Kode Dokter Tujuan", wajib=False)
    jampraktektujuan = Jam("Jam Praktek Tujuan", wajib=False)
    kodebooking = DaftarKode("Kode Booking", wajib=False)
    semua = Pilihan("Semua", ("ya",), wajib=False)
    tutup = Teks("Tutup", TERPANJANG, wajib=False, format=BUKAN_TEKS.format(nama="tutup"))
    coba = Pilihan("Coba", ("ya",), wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> tuple[KunciSesi, dict[str, Any]]:
        bagian = [
            data[nama] if data[f"{nama}tujuan"] == "" else data[f"{nama}tujuan"]
            for nama in ("kodepoli", "kodedokter", "jampraktek")
        ]
        lain = {
            "ke": Slot(*bagian),
            "kode": data["kodebooking"] or (),
            "semua": bool(data["semua"]),
            "tutup": data["tutup"],
            "coba": bool(data["coba"]),
        }
        return self.sesi(data), lain


class JadwalJam(Perintah):
    """These hours are now those: on every day, or on one."""

    kodepoli = KodePoli("Kode Poli")
    kodedokter = Bilangan("Kode Dokter")
    jampraktek = Jam("Jam Praktek")
    jampraktekbaru = Jam("Jam Praktek Baru")
    hari = Hari("Hari", wajib=False)
    coba = Pilihan("Coba", ("ya",), wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {
            "slot": Slot(data["kodepoli"], data["kodedokter"], data["jampraktek"]),
            "jam": data["jampraktekbaru"],
            "hari": data["hari"],
            "coba": bool(data["coba"]),
        }
