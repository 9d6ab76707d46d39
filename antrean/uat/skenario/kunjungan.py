"""Sections 4 to 6: Sisa Antrean, Batal Antrean, Check In."""

from collections.abc import Iterable

from antrean.uat.berkas import HARI_INI
from antrean.uat.buku import SUDAH_DIBATALKAN
from antrean.uat.harapan import Tanda, Temuan, angka, berhasil, ditolak, teks, teks_boleh_kosong
from antrean.uat.klien import Tukar
from antrean.uat.skenario.ambil import DIAMBIL, JKN, LAGI, NONJKN, diambil
from antrean.uat.skenario.dasar import BOOKING_ASING, Skenario, booking_asing, dari, dengan_token_rusak, harus
from antrean.uat.uji import KETERANGAN_BATAL, Isi, Kurang, Uji

_TIDAK_DITEMUKAN = "Antrean Tidak Ditemukan"
_tidak_ditemukan = ditolak(Tanda.LAZIM, _TIDAK_DITEMUKAN)


def _sisa_diterima(uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
    isi, antrean = tukar.response, uji.diambil[JKN].jawaban
    for nama in ("nomorantrean", "namapoli", "namadokter"):
        yield from harus(isi.get(nama) == antrean.get(nama), f"{nama} berbeda dari jawaban Ambil Antrean")
    if isinstance(sisa := isi.get("sisaantrean"), int):
        yield from harus(sisa >= 1, "sisaantrean harus menghitung antrean ini juga")
        if sisa == 1 and not angka(tunggu := isi.get("waktutunggu")):
            yield from harus(tunggu == 0, "waktutunggu harus 0 bila tidak ada antrean sebelumnya")


def dibatalkan(uji: Uji) -> Isi:
    """A booking that is cancelled, also where that service is what is wrong with the system."""
    kodebooking = uji.booking(NONJKN)
    if kodebooking in uji.buku.belum_batal and (sebab := uji.batalkan(kodebooking)):
        raise Kurang(f"antrean yang sudah dibatalkan: pembatalannya ditolak ({sebab})")
    return {"kodebooking": kodebooking}


def _batal(kodebooking: str, keterangan: str = KETERANGAN_BATAL) -> Isi:
    return {"kodebooking": kodebooking, "keterangan": keterangan}


def _dilayani(uji: Uji) -> Isi:
    uji.boleh_tulis()
    if not uji.berkas.booking_dilayani:
        raise Kurang("booking.dilayani: kodebooking pasien hari ini yang sudah dipanggil ke poli")
    return _batal(uji.berkas.booking_dilayani)


def _lagi(uji: Uji) -> Isi:
    if uji.booking(JKN) in uji.buku.belum_batal:
        raise Kurang("pembatalan: skenario sebelumnya tidak berhasil")
    return uji.isi_ambil(1)


def _batal_asing(uji: Uji) -> Isi:
    uji.boleh_tulis()
    return _batal(BOOKING_ASING)


def _checkin(uji: Uji) -> Isi:
    if not uji.berkas.booking_checkin:
        uji.siapkan(HARI_INI, uji.isi_ambil(2, HARI_INI))
    return _checkin_lagi(uji)


def _checkin_lagi(uji: Uji) -> Isi:
    uji.boleh_tulis()
    return {"kodebooking": uji.berkas.booking_checkin or uji.booking(HARI_INI), "waktu": uji.clock.now_ms()}


def _checkin_asing(uji: Uji) -> Isi:
    uji.boleh_tulis()
    return {"kodebooking": BOOKING_ASING, "waktu": uji.clock.now_ms()}


SISA = (
    Skenario(
        "Sisa antrean pasien yang sudah mengambil antrean",
        berhasil(
            {
                **{"nomorantrean": teks, "namapoli": teks, "namadokter": teks, "sisaantrean": angka},
                **{"antreanpanggil": teks, "waktutunggu": angka, "keterangan": teks_boleh_kosong},
            }
        ),
        dari(JKN),
        terima=_sisa_diterima,
    ),
    dengan_token_rusak({"kodebooking": BOOKING_ASING}),
    Skenario("Kode booking tidak dikenal", _tidak_ditemukan, booking_asing),
    Skenario("Antrean sudah dibatalkan", _tidak_ditemukan, dibatalkan),
)

BATAL = (
    Skenario("Pasien membatalkan antrean", berhasil(), lambda uji: _batal(uji.booking(JKN))),
    Skenario(
        "Sesudah batal pasien dapat mengambil antrean lagi", DIAMBIL, _lagi, layanan="ambil", terima=diambil(LAGI)
    ),
    dengan_token_rusak(_batal(BOOKING_ASING)),
    Skenario("Kode booking tidak dikenal", _tidak_ditemukan, _batal_asing),
    Skenario(
        "Antrean sudah dibatalkan sebelumnya",
        ditolak(Tanda.UAT, SUDAH_DIBATALKAN),
        lambda uji: _batal(dibatalkan(uji)["kodebooking"]),
    ),
    Skenario(
        "Pasien sudah dilayani",
        ditolak(Tanda.UAT, "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan"),
        _dilayani,
    ),
    Skenario(
        "Keterangan kosong",
        ditolak(Tanda.LAZIM, "Keterangan Belum Diisi"),
        lambda uji: _batal(uji.booking(LAGI), keterangan=""),
    ),
)

CHECKIN = (
    Skenario("Pasien check in pada hari periksa", berhasil(), _checkin),
    Skenario("Check in diulang", berhasil(), _checkin_lagi),
    dengan_token_rusak({"kodebooking": BOOKING_ASING, "waktu": 0}),
    Skenario("Kode booking tidak dikenal", ditolak(Tanda.KATALOG, _TIDAK_DITEMUKAN), _checkin_asing),
    Skenario(
        "Antrean sudah dibatalkan",
        ditolak(Tanda.KATALOG, _TIDAK_DITEMUKAN),
        lambda uji: {**dibatalkan(uji), "waktu": uji.clock.now_ms()},
    ),
    Skenario(
        "Bukan pada hari periksa",
        ditolak(Tanda.KAMI, "Check In Hanya Dapat Dilakukan Pada Tanggal Periksa"),
        lambda uji: {"kodebooking": uji.booking(LAGI), "waktu": uji.clock.now_ms()},
    ),
)
