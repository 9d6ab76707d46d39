"""The bodies of the services as marshmallow schemas, field by field in the catalogue's order.

A schema answers with one message: of all fields at fault the one whose rule comes first; between equal ranks the
catalogue's order of fields decides.
"""

from datetime import date
from typing import Any, ClassVar

from marshmallow import EXCLUDE, Schema, ValidationError, post_load, validates_schema

from antrean.domain.antrean import KODE_TERPANJANG, PermintaanAntrean
from antrean.domain.identitas import norm_sah
from antrean.domain.jadwal import Slot
from antrean.domain.pasien import PasienBaru
from antrean.errors import IsianSalah
from antrean.http.isian import (
    DIGIT_WAKTU,
    Bentuk,
    Bilangan,
    Jam,
    JenisKelamin,
    JenisKunjungan,
    Kode,
    Nik,
    NomorKartu,
    NomorTeks,
    Peringkat,
    Referensi,
    Salah,
    Tanggal,
    TanggalAtauSalah,
    TanggalLahir,
    Teks,
    Waktu,
)

FORMAT_TANGGAL = "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd"


class Permintaan(Schema):
    """A request's body. Unknown fields are ignored.

    ``syarat`` is what a schema demands beyond its fields, as JSON Schema.
    """

    syarat: ClassVar[Bentuk] = {}

    class Meta:
        unknown = EXCLUDE

    def baca(self, isi: dict[str, Any]) -> Any:
        """What the body says.

        Raises:
            IsianSalah: the first rule that it breaks.
        """
        try:
            return self.load(isi)
        except ValidationError as error:
            urutan = list(self.fields)
            salah = [
                (pesan.peringkat, urutan.index(bidang), pesan)
                for bidang, semua in error.normalized_messages().items()  # type: ignore[no-untyped-call]
                for pesan in semua
            ]
            _, urutan_bidang, pesan = min(salah)
            raise IsianSalah(str(pesan), urutan[urutan_bidang]) from error


def salah_satu_diisi(*nama: str) -> Bentuk:
    """One of some fields is given, as JSON Schema."""
    return {
        "anyOf": [
            {
                "required": [satu],
                "properties": {satu: {"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]}},
            }
            for satu in nama
        ]
    }


class AmbilAntrean(Permintaan):
    """Section 3. A card or a NIK must be given; without a card the patient is NON JKN."""

    nomorkartu = NomorKartu("Nomor Kartu", wajib=False)
    nik = Nik("NIK", wajib=False)
    nohp = NomorTeks("Nomor HP", 30, wajib=False)
    kodepoli = Kode("Kode Poli", 20)
    norm = Teks("Nomor Rekam Medis", 30, wajib=False)
    tanggalperiksa = Tanggal("Tanggal Periksa", format=FORMAT_TANGGAL)
    kodedokter = Bilangan("Kode Dokter")
    jampraktek = Jam("Jam Praktek")
    jeniskunjungan = JenisKunjungan("Jenis Kunjungan")
    nomorreferensi = Referensi("Nomor Referensi", 30, wajib=False)

    dikenal_dari: ClassVar[tuple[str, ...]] = ("nomorkartu", "nik")
    syarat: ClassVar[Bentuk] = salah_satu_diisi(*dikenal_dari)

    @validates_schema(skip_on_field_errors=False)
    def ada_identitas(self, data: dict[str, Any], **_: Any) -> None:
        # A field at fault is absent here, and one that was not given is empty.
        if all(data.get(satu, "?") == "" for satu in self.dikenal_dari):
            raise ValidationError(Salah("NIK Belum Diisi", Peringkat.KOSONG), "nik")

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> PermintaanAntrean:
        return PermintaanAntrean(
            slot=Slot(data["kodepoli"], data["kodedokter"], data["jampraktek"]),
            tanggalperiksa=data["tanggalperiksa"],
            jeniskunjungan=data["jeniskunjungan"],
            nik=data["nik"],
            nomorkartu=data["nomorkartu"],
            nohp=data["nohp"],
            nomorreferensi=data["nomorreferensi"],
            norm=data["norm"] if norm_sah(data["norm"]) else "",
        )


def _isian(nama: str, terpanjang: int, **pilihan: Any) -> Teks:
    return Teks(nama, terpanjang, berurutan=True, **pilihan)


class InfoPasienBaru(Permintaan):
    """Section 7: each field's rules in turn."""

    nomorkartu = NomorKartu("Nomor Kartu", berurutan=True)
    nik = Nik("NIK", berurutan=True)
    nomorkk = _isian("Nomor KK", 20)
    nama = _isian("Nama", 100)
    jeniskelamin = JenisKelamin(
        "Jenis Kelamin", kosong="Jenis Kelamin Belum Dipilih", format="Jenis Kelamin Belum Dipilih", berurutan=True
    )
    tanggallahir = TanggalLahir("Tanggal Lahir", berurutan=True)
    nohp = NomorTeks("Nomor HP", 30, wajib=False, berurutan=True)
    alamat = _isian("Alamat", 300)
    kodeprop = _isian("Kode Propinsi", 20)
    namaprop = _isian("Nama Propinsi", 100)
    kodedati2 = _isian("Kode Dati 2", 20)
    namadati2 = _isian("Dati 2", 100)
    kodekec = _isian("Kode Kecamatan", 20)
    namakec = _isian("Kecamatan", 100)
    kodekel = _isian("Kode Kelurahan", 20)
    namakel = _isian("Kelurahan", 100)
    rw = _isian("RW", 10)
    rt = _isian("RT", 10)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> PasienBaru:
        return PasienBaru(
            nik=data["nik"],
            nomorkartu=data["nomorkartu"],
            nama=data["nama"],
            formulir={nama: str(nilai) for nama, nilai in data.items()},
        )


class StatusAntrean(Permintaan):
    """Section 2."""

    kodepoli = Kode("Kode Poli", 20)
    kodedokter = Bilangan("Kode Dokter")
    tanggalperiksa = TanggalAtauSalah("Tanggal Periksa")
    jampraktek = Jam("Jam Praktek")

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> tuple[Slot, date | None]:
        return Slot(data["kodepoli"], data["kodedokter"], data["jampraktek"]), data["tanggalperiksa"]


class DenganKodeBooking(Permintaan):
    """Sections 4, 10 and 11."""

    kodebooking = Kode("Kode Booking", KODE_TERPANJANG)


class BatalAntrean(DenganKodeBooking):
    """Section 5."""

    keterangan = Teks("Keterangan", 200)


class CheckIn(DenganKodeBooking):
    """Section 6; ``waktu`` in epoch ms."""

    waktu = Waktu("Waktu", DIGIT_WAKTU)


class OperasiRs(Permintaan):
    """Section 8."""

    tanggalawal = Tanggal("Tanggal Awal", format=FORMAT_TANGGAL)
    tanggalakhir = Tanggal("Tanggal Akhir", format=FORMAT_TANGGAL)


class OperasiPasien(Permintaan):
    """Section 9."""

    nopeserta = NomorKartu("Nomor Kartu", kosong="Nomor Kartu Tidak Valid", format="Nomor Kartu Tidak Valid")
