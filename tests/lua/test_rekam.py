"""A patient who is erased, and two records that become one: everything that is kept agrees afterwards."""

from datetime import timedelta
from typing import Any

import pytest
import redis

from antrean.domain.antrean import KodeBooking
from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.errors import (
    FormulirTidakAda,
    GabungDuaAntrean,
    IsianSalah,
    MasihAdaAntrean,
    NomorBerbeda,
    NormTidakAda,
    PasienTidakDikenal,
    SudahPunyaAntrean,
)
from antrean.keys import Keys
from antrean.services import operasi, pasien, periksa
from antrean.store import Store
from antrean.store.pasien import PasienStore
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, put_patients, put_policy
from tests.conftest import pasien as satu_pasien
from tests.lua.alat import ANAK, BESOK, DALAM, LUSA, ambil, daftar, semua_isi
from tests.lua.kunjungan import Hari, satu_operasi

KEYS = Keys(KODE_RS)
SATU, DUA = satu_pasien(1), satu_pasien(2)
NOHP, REFERENSI = "081234567890", f"{1:019d}"


@pytest.fixture
def hari(store: Store, clock: FrozenClock, berjadwal: RumahSakit) -> Hari:
    return Hari(store, clock, berjadwal)


def hapus(hari: Hari, norm: str = SATU.norm) -> int:
    return pasien.hapus(hari._konteks(""), norm)


def gabung(hari: Hari, norm: str, ke: str) -> int:
    return pasien.gabung(hari._konteks(""), norm, ke)


def pada(hari: Hari, kodebooking: str) -> Any:
    (satu,) = hari.store.antrean.booking(KODE_RS, [KodeBooking.baca(kodebooking)])
    return satu


def tersimpan(client: "redis.Redis") -> str:
    """Everything that is stored but the answers that are remembered for minutes."""
    return repr({key: isi for key, isi in semua_isi(client).items() if ":permintaan:" not in key})


def periksa_bersih(hari: Hari) -> None:
    assert list(periksa.rumah_sakit(hari.store, hari.clock, hari.rs)) == []


def terakhir(client: Any, kunci: str) -> dict[str, str]:
    ((_, isi),) = client.xrevrange(kunci, count=1)
    return dict(isi)


def catatan(hari: Hari, norm: str) -> Pasien:
    (satu,) = hari.store.pasien.cari(KODE_RS, [norm])
    return satu


# --- erased ----------------------------------------------------------------------------------------------------------


def test_nothing_of_an_erased_patient_is_left_and_the_ledger_agrees(hari: Hari, redis_client: "redis.Redis") -> None:
    hari.ambil(2)
    hari.ambil(1, nohp=NOHP)
    hari.batal(2)
    hari.ambil(1, nohp=NOHP)
    hari.selesai(3)
    hari.operasi([satu_operasi(nopeserta=SATU.nomorkartu), satu_operasi("OK-2")])
    assert hapus(hari) == 2
    sisa = tersimpan(redis_client)
    assert [nomor for nomor in (SATU.nik, SATU.nomorkartu, NOHP, REFERENSI, SATU.nama + "'") if nomor in sisa] == []
    periksa_bersih(hari)
    assert [(b.norm, b.nik, b.keadaan) for b in hari.store.antrean.pada(KODE_RS, HARI_INI)] == [
        (DUA.norm, DUA.nik, "terdaftar"),
        (SATU.norm, "", "batal"),
        (SATU.norm, "", "selesai"),
    ]
    with pytest.raises(PasienTidakDikenal):
        hari.ambil(1)
    semua = operasi.pada(hari._konteks(""), HARI_INI, HARI_INI)
    assert {satu.kodebooking: satu.nopeserta for satu in semua} == {"OK-1": "", "OK-2": "0001777000001"}


def test_a_past_booking_that_was_not_served_loses_its_numbers_and_claims(
    hari: Hari, redis_client: "redis.Redis"
) -> None:
    # A card that the record has not: it is claimed by itself.
    put_patients(hari.store, hari.clock, hari.rs, Pasien("77", nomorkartu="2222222222222"))
    kode = hari.ambil(1, nik=f"{33 * 10**14}", nomorkartu="2222222222222")
    assert pada(hari, kode).klaim_lain == (f"nik:{33 * 10**14}",)
    hari.clock.move(days=3)
    assert hapus(hari, "77") == 1
    sisa = tersimpan(redis_client)
    assert (f"{33 * 10**14}" in sisa, "2222222222222" in sisa, REFERENSI in sisa) == (False, False, False)
    periksa_bersih(hari)


def test_one_event_and_one_audit_entry_tell_of_it_by_the_norm(hari: Hari, redis_client: "redis.Redis") -> None:
    sebelum = redis_client.xlen(KEYS.peristiwa), redis_client.xlen(KEYS.audit)
    hapus(hari)
    assert (redis_client.xlen(KEYS.peristiwa), redis_client.xlen(KEYS.audit)) == (sebelum[0] + 1, sebelum[1] + 1)
    peristiwa, audit = terakhir(redis_client, KEYS.peristiwa), terakhir(redis_client, KEYS.audit)
    assert (peristiwa["jenis"], peristiwa["norm"]) == ("pasien_hapus", SATU.norm)
    assert (audit["jenis"], audit["objek"], audit["lama"], audit["baru"]) == ("pasien_hapus", SATU.norm, "tercatat", "")


def test_bookings_to_come_are_named_and_nothing_is_changed(hari: Hari, redis_client: "redis.Redis") -> None:
    kini = hari.ambil(1)
    lusa = ambil(hari.store, hari.clock, hari.rs, "b", 1, tanggal=LUSA, nomorreferensi="").kodebooking
    sebelum = semua_isi(redis_client)
    with pytest.raises(MasihAdaAntrean) as ditolak:
        hapus(hari)
    assert ditolak.value.fields == {"kodebooking": f"{kini}, {lusa}"}
    assert semua_isi(redis_client) == sebelum


def test_who_is_not_there_cannot_be_erased(hari: Hari) -> None:
    with pytest.raises(NormTidakAda):
        hapus(hari, "999")
    hapus(hari)
    with pytest.raises(NormTidakAda):
        hapus(hari)


def test_the_form_and_the_mark_of_a_new_patient_go_too(hari: Hari, redis_client: "redis.Redis") -> None:
    norm = daftar(hari.store, hari.clock, hari.rs, "a")
    lain = daftar(hari.store, hari.clock, hari.rs, "b", 502)
    hari.clock.move(days=1)
    hapus(hari, norm)
    for satu in (norm, lain):
        assert redis_client.hexists(KEYS.pasien_baru, satu) is (satu == lain)
        assert redis_client.hexists(KEYS.formulir(HARI_INI), satu) is (satu == lain)
    with pytest.raises(FormulirTidakAda):
        hari.store.pasien.formulir(KODE_RS, norm, HARI_INI + timedelta(days=1))


def test_a_booking_that_is_taken_meanwhile_is_seen(hari: Hari, monkeypatch: pytest.MonkeyPatch) -> None:
    baca = PasienStore._booking_dari
    kode: list[str] = []

    def lalu_ambil(self: PasienStore, *args: Any) -> Any:
        hasil = baca(self, *args)
        if not kode:
            kode.append(ambil(hari.store, hari.clock, hari.rs, "sela", 1, tanggal=BESOK).kodebooking)
        return hasil

    monkeypatch.setattr(PasienStore, "_booking_dari", lalu_ambil)
    with pytest.raises(MasihAdaAntrean) as ditolak:
        hapus(hari)
    assert ditolak.value.fields == {"kodebooking": kode[0]}


def test_a_number_that_another_record_has_stays_with_it(hari: Hari) -> None:
    put_patients(hari.store, hari.clock, hari.rs, Pasien(SATU.norm), Pasien("77", SATU.nik, SATU.nomorkartu))
    hapus(hari)
    assert hari.store.pasien.pemilik(KODE_RS, [SATU]) == [("77", "77")]


# --- merged ----------------------------------------------------------------------------------------------------------


def test_bookings_claims_and_referrals_move_and_the_ledger_agrees(hari: Hari, redis_client: "redis.Redis") -> None:
    put_patients(hari.store, hari.clock, hari.rs, Pasien("77", nama="Lina"))
    lewat = hari.ambil(1)
    hari.clock.move(days=1)
    kode = ambil(hari.store, hari.clock, hari.rs, "b", 1, tanggal=LUSA, nomorreferensi="R-1").kodebooking
    umur = redis_client.ttl(KEYS.klaim(LUSA))
    assert gabung(hari, SATU.norm, "77") == 2
    assert [pada(hari, satu).norm for satu in (lewat, kode)] == ["77", "77"]
    assert (catatan(hari, SATU.norm), catatan(hari, "77")) == (
        Pasien(SATU.norm),
        Pasien("77", SATU.nik, SATU.nomorkartu),
    )
    assert hari.store.pasien.pemilik(KODE_RS, [SATU]) == [("77", "77")]
    assert redis_client.hgetall(KEYS.klaim(LUSA)) == {"77": f"ANA:12345:{kode}"}
    assert redis_client.ttl(KEYS.klaim(LUSA)) in range(umur - 60, umur + 1)
    assert redis_client.hget(KEYS.rujukan(LUSA), "R-1") == f"{LUSA} {kode} 77"
    assert redis_client.hget(KEYS.pasien("77"), "77:n") == "Lina"
    periksa_bersih(hari)
    with pytest.raises(SudahPunyaAntrean):
        ambil(hari.store, hari.clock, hari.rs, "c", 1, tanggal=LUSA, nomorreferensi="")
    # The same referral on another date is the same patient's still.
    ambil(hari.store, hari.clock, hari.rs, "d", 1, DALAM, tanggal=LUSA + timedelta(days=1), nomorreferensi="R-1")


def test_one_event_and_one_audit_entry_tell_where_a_record_went(hari: Hari, redis_client: "redis.Redis") -> None:
    put_patients(hari.store, hari.clock, hari.rs, Pasien("77"))
    sebelum = redis_client.xlen(KEYS.peristiwa), redis_client.xlen(KEYS.audit)
    gabung(hari, "77", SATU.norm)
    assert (redis_client.xlen(KEYS.peristiwa), redis_client.xlen(KEYS.audit)) == (sebelum[0] + 1, sebelum[1] + 1)
    peristiwa, audit = terakhir(redis_client, KEYS.peristiwa), terakhir(redis_client, KEYS.audit)
    assert (peristiwa["jenis"], peristiwa["norm"], peristiwa["ke"]) == ("pasien_gabung", "77", SATU.norm)
    assert (audit["jenis"], audit["objek"], audit["lama"], audit["baru"]) == ("pasien_gabung", "77", "", SATU.norm)


@pytest.mark.parametrize(
    "lama, bidang",
    [
        (Pasien("77", nik=satu_pasien(70).nik), "nik"),
        (Pasien("77", nomorkartu=satu_pasien(70).nomorkartu), "nomorkartu"),
        (Pasien("77", satu_pasien(70).nik, satu_pasien(70).nomorkartu), "nik dan nomorkartu"),
    ],
)
def test_two_that_have_different_numbers_are_refused(
    lama: Pasien, bidang: str, hari: Hari, redis_client: "redis.Redis"
) -> None:
    put_patients(hari.store, hari.clock, hari.rs, lama)
    sebelum = semua_isi(redis_client)
    with pytest.raises(NomorBerbeda) as ditolak:
        gabung(hari, "77", SATU.norm)
    assert ditolak.value.fields == {"bidang": bidang}
    assert semua_isi(redis_client) == sebelum


@pytest.mark.parametrize("duplikat", ["poli", "tanggal", "dokter"])
def test_two_bookings_of_one_session_are_refused(duplikat: str, hari: Hari, redis_client: "redis.Redis") -> None:
    put_policy(hari.store, hari.clock, hari.rs, duplikat=duplikat)
    hari.rs = hari.store.rs.cari(KODE_RS) or hari.rs
    put_patients(
        hari.store, hari.clock, hari.rs, Pasien("77", nik=satu_pasien(70).nik), Pasien(SATU.norm, "", SATU.nomorkartu)
    )
    pertama, kedua = hari.ambil(70, nomorkartu="", nomorreferensi=""), hari.ambil(1, nik="", nomorreferensi="")
    sebelum = semua_isi(redis_client)
    with pytest.raises(GabungDuaAntrean) as ditolak:
        gabung(hari, "77", SATU.norm)
    assert ditolak.value.fields == {"kodebooking": f"{pertama} dan {kedua}"}
    assert semua_isi(redis_client) == sebelum
    hari.batal(1)
    assert gabung(hari, "77", SATU.norm) == 1
    periksa_bersih(hari)


@pytest.mark.parametrize("duplikat, boleh", [("poli", True), ("tanggal", False), ("dokter", True)])
def test_the_hospitals_rule_decides_on_two_polis(duplikat: str, boleh: bool, hari: Hari) -> None:
    put_policy(hari.store, hari.clock, hari.rs, duplikat=duplikat)
    hari.rs = hari.store.rs.cari(KODE_RS) or hari.rs
    put_patients(
        hari.store, hari.clock, hari.rs, Pasien("77", nik=satu_pasien(70).nik), Pasien(SATU.norm, "", SATU.nomorkartu)
    )
    ambil(hari.store, hari.clock, hari.rs, "a", 70, ANAK, nomorkartu="", nomorreferensi="")
    ambil(hari.store, hari.clock, hari.rs, "b", 1, DALAM, nik="", nomorreferensi="")
    if boleh:
        assert gabung(hari, "77", SATU.norm) == 1
        periksa_bersih(hari)
    else:
        with pytest.raises(GabungDuaAntrean):
            gabung(hari, "77", SATU.norm)


def test_a_booking_that_claims_both_records_claims_one_then(hari: Hari, redis_client: "redis.Redis") -> None:
    put_patients(hari.store, hari.clock, hari.rs, Pasien("77", nomorkartu="2222222222222"), Pasien(SATU.norm, SATU.nik))
    kode = hari.ambil(1, nik="", nomorkartu="2222222222222")
    redis_client.hset(KEYS.klaim(HARI_INI), SATU.norm, f"ANA:12345:{kode}")
    isi = redis_client.hget(KEYS.booking(HARI_INI), kode)
    nilai = hari.store.antrean._booking.unpack(isi) | {"klaim_lain": f"{SATU.norm} nik:1"}  # type: ignore[arg-type]
    redis_client.hset(KEYS.booking(HARI_INI), kode, hari.store.antrean._booking.pack(nilai))
    redis_client.hset(KEYS.klaim(HARI_INI), "nik:1", f"ANA:12345:{kode}")
    periksa_bersih(hari)
    assert gabung(hari, "77", SATU.norm) == 1
    assert (pada(hari, kode).norm, pada(hari, kode).klaim_lain) == (SATU.norm, ("nik:1",))
    periksa_bersih(hari)
    # And the other way, where the booking is the other record's.
    put_patients(hari.store, hari.clock, hari.rs, Pasien("88"))
    assert gabung(hari, SATU.norm, "88") == 1
    periksa_bersih(hari)


def test_the_form_of_a_new_patient_goes_with_the_record(hari: Hari) -> None:
    norm = daftar(hari.store, hari.clock, hari.rs, "a")
    put_patients(hari.store, hari.clock, hari.rs, Pasien("77"))
    gabung(hari, norm, "77")
    assert hari.store.pasien.formulir(KODE_RS, "77", HARI_INI)["nik"] == satu_pasien(501).nik
    with pytest.raises(FormulirTidakAda):
        hari.store.pasien.formulir(KODE_RS, norm, HARI_INI)


@pytest.mark.parametrize("norm, ke", [("999", SATU.norm), (SATU.norm, "999")])
def test_a_record_that_is_not_there_cannot_be_merged(norm: str, ke: str, hari: Hari) -> None:
    with pytest.raises(NormTidakAda) as ditolak:
        gabung(hari, norm, ke)
    assert ditolak.value.fields == {"norm": "999"}


def test_a_record_does_not_go_into_itself(hari: Hari) -> None:
    with pytest.raises(IsianSalah):
        gabung(hari, SATU.norm, SATU.norm)
    assert catatan(hari, SATU.norm).nik == SATU.nik
