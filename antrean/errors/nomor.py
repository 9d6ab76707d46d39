"""Numbers and codes that come from elsewhere."""

from antrean.errors.dasar import Refusal


class NomorTerpakai(Refusal):
    """A number that was given elsewhere is a booking's here."""

    word = "NOMOR_TERPAKAI"
    bidang = "angkaantrean"
    message = "Nomor {angka} sudah dipakai: booking {kodebooking}, norm {norm}, {status}"


class NomorHilang(Refusal):
    """A number that was given once, and whose booking is gone."""

    word = "NOMOR_HILANG"
    bidang = "angkaantrean"
    message = "Nomor {angka} sudah pernah diberikan dan catatannya hilang: ambilkan nomor lain"


class NomorTerlaluJauh(Refusal):
    word = "NOMOR_TERLALU_JAUH"
    bidang = "angkaantrean"
    message = "Nomor {angka} terlalu jauh di atas nomor terakhir ({terakhir}), paling jauh {terjauh}"


class KodeLamaTerpakai(Refusal):
    """A code of the system before is a booking's already."""

    word = "KODE_LAMA_TERPAKAI"
    message = "Kode lama {kodelama} sudah milik booking {kodebooking}"
