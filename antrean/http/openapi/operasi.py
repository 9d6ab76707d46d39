"""What the document says of each operation beyond its route, schema and answer: examples, refusals, the query.

One entry per view, by its endpoint.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from antrean import contoh
from antrean.domain.layanan import LAYANAN
from antrean.errors import (
    AntreanError,
    AntreanTidakDitemukan,
    BarisJadwalTidakAda,
    BelumDipanggil,
    BelumSiap,
    BukanHariIni,
    BukanTanggalPeriksa,
    CursorMendahului,
    CursorSalah,
    CursorSebelumPemulihan,
    CursorTerlaluLama,
    CursorTerputus,
    DokterTidakDikenal,
    FarmasiBelumDiambil,
    FarmasiSudahDiambil,
    FormatTanggalSalah,
    FormulirTidakAda,
    FormulirTidakTerbaca,
    GabungDuaAntrean,
    GantiMembuang,
    JadwalTidakAda,
    KodeBookingTidakDitemukan,
    KuotaPenuh,
    LiburTidakAda,
    LoginSalah,
    MasihAdaAntrean,
    MetrikTertutup,
    NomorBerbeda,
    NomorHilang,
    NomorTerlaluJauh,
    NomorTerpakai,
    NormTidakAda,
    PasienSudahAda,
    PasienTidakDikenal,
    PindahTertahan,
    PoliTidakDitemukan,
    PoliTutup,
    ReferensiTerpakai,
    ResepBelumTersedia,
    SudahDibatalkan,
    SudahDilayani,
    SudahPunyaAntrean,
    SudahTutupJam,
    TanggalAkhirSalah,
    TanggalLewat,
    TanggalTerlaluJauh,
    TaskBukanTerakhir,
    TaskCheckin,
    TaskDiganti,
    TaskDipakai,
    TaskTidakTercatat,
    TaskTidakUrut,
    TerlaluBanyakPercobaan,
    WaktuMendatang,
    WaktuSebelumHarinya,
    WaktuTidakNaik,
)
from antrean.http.isian import Bentuk, Jam
from antrean.http.simrs import badan
from antrean.http.simrs.antrean import HALAMAN_BAWAAN, HALAMAN_TERBANYAK, LEWAT_BAWAAN
from antrean.http.simrs.jawaban import KEADAAN
from antrean.http.simrs.schemas import SatuOperasi
from antrean.services.peristiwa import TUNGGU_TERLAMA_S

Contoh = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operasi:
    """One operation.

    Attributes:
        contoh: bodies by what they show; the catalogue's, where it has one.
        tolak: what it can refuse besides what every operation of its door can.
        tanya: the parameters of a query that only reads, with description and JSON Schema; a view that writes declares
            its own (``with_query``).
        badan: the body's schema where no marshmallow schema reads it as a whole.
        rinci: what its docstring leaves out.
        jawab: media type and schema of its answer where the view's annotation does not say it.
    """

    contoh: Contoh = field(default_factory=lambda: MappingProxyType({}))
    tolak: tuple[type[AntreanError], ...] = ()
    tanya: Mapping[str, tuple[str, Bentuk]] = field(default_factory=lambda: MappingProxyType({}))
    badan: Bentuk | None = None
    rinci: str = ""
    jawab: tuple[str, Bentuk] | None = None


_AMBIL = {
    "nomorkartu": "00012345678",
    "nik": "3212345678987654",
    "nohp": "085635228888",
    "kodepoli": "ANA",
    "norm": "123345",
    "tanggalperiksa": "2026-11-30",
    "kodedokter": 12345,
    "jampraktek": "08:00-16:00",
    "jeniskunjungan": 1,
    "nomorreferensi": "0001R0040116A000001",
}
_BARU = {"nomorkartu": "0002000000000", "nik": "3204000000000000", "nama": "Ratna Puspita", **contoh.FORMULIR}
_SESI = {"kodepoli": "UMU", "kodedokter": 77777, "tanggalperiksa": "2026-11-23", "jampraktek": "08:00-16:00"}
_TOLAK_AMBIL: tuple[type[AntreanError], ...] = (
    *(TanggalLewat, TanggalTerlaluJauh, PoliTidakDitemukan, SudahPunyaAntrean, PoliTutup, JadwalTidakAda),
    *(DokterTidakDikenal, SudahTutupJam, PasienTidakDikenal, ReferensiTerpakai, KuotaPenuh),
)


def _satu(**isi: Any) -> Contoh:
    return {"contoh": isi}


MOBILE_JKN: Mapping[str, Operasi] = {
    "token": Operasi(tolak=(LoginSalah, TerlaluBanyakPercobaan)),
    "status": Operasi(
        _satu(kodepoli="ANA", kodedokter=12345, tanggalperiksa="2026-11-30", jampraktek="08:00-16:00"),
        (PoliTidakDitemukan, FormatTanggalSalah, TanggalLewat, JadwalTidakAda, DokterTidakDikenal),
    ),
    "ambil": Operasi(
        {
            "JKN": _AMBIL,
            "NON JKN": {**_AMBIL, "nomorkartu": "", "nomorreferensi": ""},
        },
        _TOLAK_AMBIL,
        rinci="A nik or a nomorkartu must be given; without a nomorkartu the patient is NON JKN.",
    ),
    "sisa": Operasi(_satu(kodebooking="30112026A003"), (AntreanTidakDitemukan,)),
    "batal": Operasi(
        _satu(kodebooking="30112026A003", keterangan="Terjadi perubahan jadwal"),
        (AntreanTidakDitemukan, SudahDibatalkan, SudahDilayani),
    ),
    "checkin": Operasi(
        _satu(kodebooking="30112026A001", waktu=1796000400000), (AntreanTidakDitemukan, BukanTanggalPeriksa)
    ),
    "pasien_baru": Operasi(_satu(**_BARU), (PasienSudahAda,)),
    "operasi_rs": Operasi(_satu(tanggalawal="2026-11-01", tanggalakhir="2026-11-30"), (TanggalAkhirSalah,)),
    "operasi_pasien": Operasi(_satu(nopeserta="0001777000001")),
    "farmasi_ambil": Operasi(_satu(kodebooking="30112026A001"), (KodeBookingTidakDitemukan, ResepBelumTersedia)),
    "farmasi_status": Operasi(_satu(kodebooking="30112026A001"), (KodeBookingTidakDitemukan, FarmasiBelumDiambil)),
}

_TANGGAL: Bentuk = {"type": "string", "format": "date"}
_KODEPOLI = ("Only this poli.", {"type": "string"})

SIMRS: Mapping[str, Operasi] = {
    "simrs.antrean.ambil": Operasi(
        _satu(**{**_AMBIL, **_SESI, "nik": "3273010101700002", "nomorkartu": "", "sumber": "kiosk"}),
        (*_TOLAK_AMBIL, NomorTerpakai, NomorHilang, NomorTerlaluJauh),
        rinci=(
            "The fields of Ambil Antrean; with an Idempotency-Key a repeat is answered the same for 24 hours. "
            "`angkaantrean` takes that number, which was given elsewhere, not the next: exactly that or none."
        ),
    ),
    "simrs.antrean.daftar": Operasi(
        tanya={
            "tanggal": ("The day; today where none is given.", _TANGGAL),
            "kodepoli": _KODEPOLI,
            "kodedokter": ("Only this doctor.", {"type": "integer", "minimum": 0, "maximum": 10**12 - 1}),
            "jampraktek": ("Only these hours.", Jam("Jam Praktek").bentuk()[0]),
            "status": ("Only what stands so.", {"enum": [*KEADAAN]}),
            "batas": (
                "Bookings of a page.",
                {"type": "integer", "minimum": 1, "maximum": HALAMAN_TERBANYAK, "default": HALAMAN_BAWAAN},
            ),
            "cursor": ("The `lanjut` of the page before.", {"type": "string"}),
        }
    ),
    "simrs.antrean.satu": Operasi(tolak=(AntreanTidakDitemukan,)),
    "simrs.antrean.batal": Operasi(
        _satu(keterangan="Pasien berhalangan"), (AntreanTidakDitemukan, SudahDibatalkan, SudahDilayani)
    ),
    "simrs.antrean.checkin": Operasi(tolak=(AntreanTidakDitemukan, BukanTanggalPeriksa)),
    "simrs.antrean.task": Operasi(
        _satu(taskid=5, waktu=1795397000000),
        (
            *(AntreanTidakDitemukan, SudahDibatalkan, BukanTanggalPeriksa),
            *(TaskTidakUrut, WaktuTidakNaik, WaktuMendatang, WaktuSebelumHarinya),
        ),
        rinci=(
            "1 start waiting for admission, 2 start of admission, 3 start waiting for the poli, 4 called, 5 served, "
            "6 medicine begun, 7 medicine ready, 99 absent or cancelled. Ids and times only rise; the same task with "
            "the same time again changes nothing."
        ),
    ),
    "simrs.antrean.task_hapus": Operasi(
        tolak=(
            *(AntreanTidakDitemukan, SudahDibatalkan, TaskTidakTercatat, TaskBukanTerakhir),
            *(TaskCheckin, TaskDipakai, TaskDiganti, ReferensiTerpakai),
        ),
        rinci=(
            "Only the latest, and not the check-in. 4: the patient waits again at the same place. 5: the service goes "
            "on; not once there is a number at the pharmacy, another booking of the patient, or of another patient on "
            "the referral."
        ),
    ),
    "simrs.antrean.lewati": Operasi(
        {"contoh": {"lewat": LEWAT_BAWAAN}},
        (AntreanTidakDitemukan, BelumDipanggil),
        rinci=f"Behind the next `lewat`, {LEWAT_BAWAAN} where it is not given.",
    ),
    "simrs.antrean.panggil": Operasi(
        {
            "the next": _SESI,
            "a named number": {**_SESI, "angkaantrean": 3},
            "a guest's number": {**_SESI, "nomorantrean": "A-12"},
        },
        (BukanHariIni, AntreanTidakDitemukan, PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda),
    ),
    "simrs.data.jadwal_simpan": Operasi(
        _satu(
            jadwal=[
                {
                    **{"kodepoli": "UMU", "namapoli": "Umum", "kodedokter": 77777, "namadokter": "dr. Ratna"},
                    **{"hari": 1, "jampraktek": "08:00-16:00", "kuotajkn": 20, "kuotanonjkn": 10},
                }
            ]
        ),
        tolak=(GantiMembuang,),
        badan=badan.JADWAL,
    ),
    "simrs.data.jadwal_hapus": Operasi(
        tolak=(BarisJadwalTidakAda,),
        rinci="Refused where it would leave sessions that have bookings; `errors` names all of them.",
    ),
    "simrs.data.jadwal_lihat": Operasi(tanya={"tanggal": ("The day; today where none is given.", _TANGGAL)}),
    "simrs.data.libur_tutup": Operasi(
        tolak=(TanggalLewat, PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda),
        rinci=(
            "`batalkan=ya` cancels the bookings in the same step, for the `alasan` that goes with it. A sentence as "
            "`batalkan` is itself the reason."
        ),
    ),
    "simrs.data.libur_buka": Operasi(tolak=(LiburTidakAda,)),
    "simrs.data.libur_pulihkan": Operasi(tolak=(TanggalLewat, LiburTidakAda)),
    "simrs.sesi.tutup": Operasi(
        _satu(**_SESI, keterangan="Dokter sakit", alasan="Dokter sakit, silakan memilih hari lain"),
        (TanggalLewat, PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda),
        rinci="`coba=ya` lists them and changes nothing. Those who were called stay.",
    ),
    "simrs.sesi.pindah": Operasi(
        _satu(**_SESI, kodedoktertujuan=78787, tutup="Dokter sakit"),
        (
            *(TanggalLewat, PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda, PoliTutup, PindahTertahan),
            AntreanTidakDitemukan,
        ),
        rinci=(
            "They keep number and kodebooking, and stand behind everybody there. Who cannot go stays and is told why; "
            "with `semua=ya` nobody goes then. `tutup` closes the session that they leave in the same step. `coba=ya` "
            "says what would be, and changes nothing."
        ),
    ),
    "simrs.sesi.jam": Operasi(
        _satu(kodepoli="UMU", kodedokter=77777, jampraktek="08:00-16:00", jampraktekbaru="08:00-13:00"),
        (BarisJadwalTidakAda, TanggalLewat),
        rinci=(
            "On all days, or those of `hari`. Sessions keep line, letters and bookings, and are answered by either "
            "hours. `coba=ya` says what would change, and changes nothing."
        ),
    ),
    "simrs.data.pasien_simpan": Operasi(
        _satu(pasien=[{"norm": "700002", "nik": "3273010101700002", "nomorkartu": "", "nama": "Lina Marlina"}]),
        badan=badan.PASIEN,
    ),
    "simrs.data.pasien_hapus": Operasi(
        tolak=(NormTidakAda, MasihAdaAntrean),
        rinci="Not while a booking of today or later is active. Backups that were made before still have the patient.",
    ),
    "simrs.data.pasien_gabung": Operasi(
        _satu(ke="700002"),
        (NormTidakAda, NomorBerbeda, GabungDuaAntrean),
        rinci="NIK and card go to the record that stays where it lacks them; two that differ are refused.",
    ),
    "simrs.data.formulir": Operasi(
        tolak=(FormulirTidakAda, FormulirTidakTerbaca),
        tanya={"norm": ("The patient's, from the event `pasien_baru`.", {"type": "string", "minLength": 1})},
        rinci="In the query, so that the number is in no access log.",
    ),
    "simrs.farmasi.resep": Operasi(
        _satu(jenisresep="Racikan"),
        (AntreanTidakDitemukan, FarmasiSudahDiambil),
        rinci="A number that still waits at the pharmacy is given back, and a new one of the other kind is given.",
    ),
    "simrs.farmasi.panggil": Operasi(
        {"the next": {"jenisresep": "Racikan"}, "a named number": {"jenisresep": "Racikan", "nomorantrean": 3}},
        (AntreanTidakDitemukan,),
        rinci="A number that was called already is called again. Who waits since yesterday comes first.",
    ),
    "simrs.farmasi.operasi_simpan": Operasi(
        _satu(
            operasi=[
                {
                    **{"kodebooking": "OK-2026-11-23-1", "tanggaloperasi": "2026-11-23", "namapoli": "Bedah"},
                    **{"jenistindakan": "Apendektomi", "kodepoli": "BED", "terlaksana": 0},
                    "nopeserta": "0001777000001",
                }
            ]
        ),
        badan=badan.operasi({"$ref": f"#/components/schemas/{SatuOperasi.__name__}"}),
    ),
    "simrs.farmasi.operasi_hapus": Operasi(tolak=(KodeBookingTidakDitemukan,)),
    "simrs.kiriman.daftar": Operasi(
        tanya={
            "tanggal": ("The day of service; today where none is given.", _TANGGAL),
            "keadaan": ("Only these.", {"enum": ["terkirim", "menunggu", "ditahan", "dilepas"]}),
        },
    ),
    "simrs.kiriman.ulang": Operasi(tolak=(KodeBookingTidakDitemukan,)),
    "simrs.peristiwa.peristiwa": Operasi(
        tolak=(CursorSalah, CursorTerlaluLama, CursorMendahului, CursorSebelumPemulihan, CursorTerputus),
        tanya={
            "sejak": ("The `lanjut` of the page before; empty: from the oldest that is kept.", {"type": "string"}),
            "tunggu": (
                "Seconds to wait for the first one.",
                {"type": "integer", "minimum": 0, "maximum": TUNGGU_TERLAMA_S, "default": 0},
            ),
        },
    ),
}

UMUM: Mapping[str, Operasi] = {
    "health.healthz": Operasi(),
    "health.readyz": Operasi(tolak=(BelumSiap,)),
    "openapi.dokumen": Operasi(jawab=("application/json", {"type": "object"})),
    "metrik.metrics": Operasi(jawab=("text/plain", {"type": "string"}), tolak=(MetrikTertutup,)),
    "docs.halaman": Operasi(jawab=("text/html", {"type": "string"})),
}

OPERASI: Mapping[str, Operasi] = {**{f"ws_rs.{nama}": MOBILE_JKN[nama] for nama in LAYANAN}, **SIMRS, **UMUM}
