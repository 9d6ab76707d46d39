"""Their database as the connector has it: what its values become, what is done whole or not at all, and what went wrong
as a sentence."""

from antrean.konektor.basis import Basis
from tests.konektor import rumah
from tests.konektor.conftest import Sana


def test_the_sample_hospital_is_there_for_the_connectors_account(sana: Sana) -> None:
    no_rawat = rumah.daftar_walkin(sana.basis, "000001")
    rumah.kirim_berkas(sana.basis, no_rawat, rumah.pada(8, 40))
    rumah.terima_berkas(sana.basis, no_rawat, rumah.pada(9))
    rumah.periksa_pasien(sana.basis, no_rawat, rumah.pada(9, 5))
    no_resep = rumah.resep(sana.basis, no_rawat, rumah.pada(9, 10), racikan=True)
    rumah.validasi_resep(sana.basis, no_resep, rumah.pada(9, 20))
    rumah.serahkan(sana.basis, no_resep, rumah.pada(9, 30))
    rumah.panggil_poli(sana.basis, no_rawat)
    basis: Basis = sana.sambung()
    (berkas,) = basis.baca("SELECT dikirim, diterima, kembali, ranap FROM mutasi_berkas WHERE no_rawat=%s", (no_rawat,))
    assert berkas == {"dikirim": rumah.pada(8, 40), "diterima": rumah.pada(9), "kembali": None, "ranap": None}
    assert basis.sekarang() == rumah.pada(12)
    basis.tutup()
