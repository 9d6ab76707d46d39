"""Ambil Antrean (section 3): the answer, and every rule one by one."""

from tests.conftest import MobileJkn


def test_a_number_is_taken(jkn: MobileJkn) -> None:
    assert jkn.ambil() == {
        "response": {
            "nomorantrean": "A-1",
            "angkaantrean": 1,
            "kodebooking": "01122026A001",
            "norm": "000001",
            "namapoli": "Anak",
            "namadokter": "Dr. Hendra",
            "estimasidilayani": 1796086800000,
            "sisakuotajkn": 29,
            "kuotajkn": 30,
            "sisakuotanonjkn": 30,
            "kuotanonjkn": 30,
            "keterangan": "Peserta harap 60 menit lebih awal guna pencatatan administrasi.",
        },
        "metadata": {"message": "Ok", "code": 200},
    }
