"""One active booking per patient: whichever of the numbers is sent, and whatever became known since."""

import pytest

from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.errors import SudahPunyaAntrean
from antrean.store import Store
from tests.conftest import FrozenClock, pasien, put_patients
from tests.lua.alat import BESOK, LUSA, ambil, daftar

SATU, DUA, ASING = pasien(1), pasien(2), pasien(501)

pytestmark = pytest.mark.usefixtures("berjadwal")


@pytest.mark.parametrize(
    "pertama, kedua",
    [
        ((SATU.nik, SATU.nomorkartu), (SATU.nik, "")),
        ((SATU.nik, ""), ("", SATU.nomorkartu)),
        (("", SATU.nomorkartu), (SATU.nik, "")),
        ((SATU.nik, DUA.nomorkartu), (DUA.nik, "")),
        ((ASING.nik, SATU.nomorkartu), (ASING.nik, DUA.nomorkartu)),
    ],
)
def test_any_number_in_common_is_the_same_patient(
    store: Store, clock: FrozenClock, rs: RumahSakit, pertama: tuple[str, str], kedua: tuple[str, str]
) -> None:
    for request_id, (nik, nomorkartu), boleh in (("a", pertama, True), ("b", kedua, False)):
        if boleh:
            ambil(store, clock, rs, request_id, nik=nik, nomorkartu=nomorkartu, nomorreferensi="")
        else:
            with pytest.raises(SudahPunyaAntrean):
                ambil(store, clock, rs, request_id, nik=nik, nomorkartu=nomorkartu, nomorreferensi="")


def test_a_number_that_became_known_after_the_booking_is_still_that_bookings(
    store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    ambil(store, clock, rs, "a", nik=ASING.nik, nomorkartu=SATU.nomorkartu, nomorreferensi="")
    daftar(store, clock, rs, "b", 501)
    with pytest.raises(SudahPunyaAntrean):
        ambil(store, clock, rs, "c", 501)


def test_two_patients_without_a_number_in_common_are_two(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    put_patients(store, clock, rs, Pasien("000701", "", pasien(701).nomorkartu), Pasien("000702", pasien(702).nik))
    ambil(store, clock, rs, "a", nik="", nomorkartu=pasien(701).nomorkartu, nomorreferensi="")
    ambil(store, clock, rs, "b", nik=pasien(702).nik, nomorkartu="", nomorreferensi="")
    (sesi,) = store.antrean.lembar(rs.kode, BESOK).sesi
    assert (sesi.sisajkn, sesi.sisanonjkn) == (29, 29)


def test_a_patient_may_come_on_two_days(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    kode = [
        ambil(store, clock, rs, str(tanggal), tanggal=tanggal, nomorreferensi="").kodebooking
        for tanggal in (BESOK, LUSA)
    ]
    assert kode == [f"{tanggal:%d%m%Y}A001" for tanggal in (BESOK, LUSA)]
