"""Whether the connector can stand beside their database without harm to either: what is wrong, where, and how it is
mended. Nothing is changed there, and no finding has a patient's name or number in it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from antrean.domain.antrean import awalan_booking
from antrean.domain.identitas import identitas_pengisi
from antrean.konektor.basis import BATAS_S, Basis, BasisDiam, BasisMenolak
from antrean.konektor.kunjungan import Temuan
from antrean.konektor.nama import terbaca
from antrean.konektor.pemeriksaan import skema
from antrean.konektor.pemeriksaan.bentuk import indeks, periksa_bentuk
from antrean.konektor.pemeriksaan.hak import Hak, periksa_hak, tak_terbaca
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import KHANZA, Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.services.konteks import Konteks

KASUS_PERIKSA = "periksa"
"""The case where a connector that runs finds what is grave; it goes when nothing is found any more."""

_JAM_BERAT_S, _JAM_RINGAN_S = 60, 5
_GANDA_TERBANYAK = 1_000
_CONTOH = 3
_NAMA_DILIHAT = 2_000
_BARU_SAJA = timedelta(minutes=30)
"""Their services look each ten minutes."""
_NO_RAWAT = re.compile(r"\d{4}/\d{2}/\d{2}/\d{6}")
_PASIEN_BARU = (
    *(("perusahaan_pasien", "kode_perusahaan", "perusahaan_pasien", "-"), ("suku_bangsa", "id", "suku_bangsa", "1")),
    *(("bahasa_pasien", "id", "bahasa_pasien", "1"), ("cacat_fisik", "id", "cacat_fisik", "1")),
)
"""Tables that a new patient's row refers to, by which column, with mLITE's setting of it, and what is taken without."""
_WILAYAH = (
    *(("propinsi", "kd_prop", "kdprop", "1"), ("kabupaten", "kd_kab", "kdkab", "1")),
    ("kecamatan", "kd_kec", "kdkec", "1"),
)
"""The same of an area, which Khanza gets by its name."""


def terkini(basis: Basis, setelan: Setelan) -> list[Temuan]:
    """What can change under a connector that runs: its grants, and their tables. Some hundred short questions.

    Raises:
        BasisDiam, BasisMenolak: as they say.
    """
    hak = Hak.baca(basis)
    return [*periksa_hak(hak, setelan), *periksa_bentuk(basis, setelan, tak_terbaca(hak, setelan))]


def periksa(basis: Basis, setelan: Setelan, konteks: Konteks) -> list[Temuan]:
    """Everything, what is grave first.

    Raises:
        BasisDiam, BasisMenolak: their database does not answer, or lets nobody in.
    """
    return sorted(_periksa(basis, setelan, konteks), key=lambda satu: not satu.berat)


def hibah(basis: Basis, setelan: Setelan) -> list[str]:
    """The statements that give the account what it needs and nothing else, as their server knows it.

    Raises:
        BasisDiam, BasisMenolak: as they say.
    """
    return [*skema.hibah(setelan.sistem, setelan.basisdata, Hak.baca(basis).akun)]


def _periksa(basis: Basis, setelan: Setelan, konteks: Konteks) -> list[Temuan]:
    hasil = [*_peladen(basis, setelan), *terkini(basis, setelan), *_jam(basis, konteks)]
    rusak = any(satu.berat for satu in hasil)
    bagian = (
        ("the schedule and the codes of polis and doctors", _pemetaan(basis, konteks)),
        ("how their no_rawat are written", _no_rawat(basis, konteks)),
        ("their settings", _setelan_sana(basis, setelan, konteks)),
        ("what a new patient's row refers to", _pasien_baru(basis, setelan)),
        ("patients' names", _nama(basis)),
        ("NIKs that several patients have", _ganda(basis, setelan, "no_ktp", "NIK", (16, 16))),
        ("cards that several patients have", _ganda(basis, setelan, "no_peserta", "card", (11, 13))),
        ("who tells BPJS", _pengirim(basis, setelan, konteks)),
    )
    for apa, semua in bagian:
        try:
            for satu in semua:
                hasil.append(satu)
        except BasisMenolak as error:
            if rusak:
                hasil.append(Temuan(False, f"Not looked at before the rest is mended: {apa}."))
            else:
                hasil.append(Temuan(True, f"It could not be seen: {apa}; {error}."))
        except BasisDiam:
            basis.sekarang()  # where it is gone altogether this says so
            hasil.append(Temuan(False, f"Not looked at, for it took their server longer than {BATAS_S} s: {apa}."))
    return hasil


def _peladen(basis: Basis, setelan: Setelan) -> Iterator[Temuan]:
    sana = basis.baca("SELECT @@GLOBAL.sql_mode AS modus, @@GLOBAL.read_only AS baca")[0]
    if str(sana["baca"]).upper() not in ("0", "OFF"):
        yield Temuan(
            True,
            "Their server takes no changes (read_only): it is a copy of the one that is meant. `antrean konektor atur "
            "--host` names that.",
        )
    modus = {satu for satu in str(sana["modus"] or "").upper().split(",") if satu}
    mengganggu = sorted(modus & {"NO_ZERO_DATE", "NO_ZERO_IN_DATE"})
    if mengganggu or (modus and setelan.sistem != KHANZA):
        yield Temuan(
            False,
            f"Their server's sql_mode has {', '.join(mengganggu or sorted(modus))}, with which {setelan.nama_sistem} "
            "itself fails to write some rows; what antrean writes has a mode of its own. Their DBA can set "
            f"sql_mode='{','.join(sorted(modus - {*mengganggu})) if setelan.sistem == KHANZA else ''}' in the "
            "server's configuration.",
        )


def _jam(basis: Basis, konteks: Konteks) -> Iterator[Temuan]:
    sebelum = konteks.clock.now_ms()
    sana = basis.sekarang()
    tengah_ms = (sebelum + konteks.clock.now_ms()) / 2
    zona = konteks.rs.zona_waktu
    beda = round((sana - datetime.fromtimestamp(tengah_ms / 1000, zona).replace(tzinfo=None)).total_seconds())
    if abs(beda) < _JAM_RINGAN_S:
        return
    arah = f"{abs(beda)} s {'ahead of' if beda > 0 else 'behind'} ours"
    jam, sisa = divmod(abs(beda) + _JAM_BERAT_S, 3600)
    if jam and sisa <= 2 * _JAM_BERAT_S:
        cara = (
            f"which is the time of another zone. {konteks.rs.kode} is in {zona.key}; their server takes its zone from "
            "default_time_zone in its configuration, else from its machine"
        )
    else:
        cara = "so times of theirs are held back as ahead of now, or late. Let both machines take the time by NTP"
    yield Temuan(abs(beda) >= _JAM_BERAT_S, f"Their clock is {arah}, {cara}.")


def _pemetaan(basis: Basis, konteks: Konteks) -> Iterator[Temuan]:
    peta = Pemetaan.baca(basis)
    milik = konteks.store.jadwal.baca(konteks.rs.kode)
    semua = {(satu.slot.kodepoli, satu.slot.kodedokter) for baris in milik.baris.values() for satu in baris}
    for kodepoli, kodedokter in sorted(semua):
        if peta.pasangan(kodepoli, kodedokter) is None:
            yield Temuan(
                True,
                f"Our schedule has doctor {kodedokter} in poli {kodepoli}, and their mapping does not say who that is "
                "there, so bookings of it could not be written: set both codes in maping_poli_bpjs and "
                "maping_dokter_dpjpvclaim from their mapping screens, each for one poli and one doctor, or take the "
                "rows out of our schedule (`antrean jadwal`).",
            )
    for lubang in peta.lubang():
        akibat = "Until then its visits do not come over." if lubang.dijadwal else "It is not in their schedule."
        yield Temuan(False, f"{lubang.pesan} {akibat}")


def _no_rawat(basis: Basis, konteks: Konteks) -> Iterator[Temuan]:
    terbaru = basis.baca("SELECT no_rawat FROM reg_periksa ORDER BY no_rawat DESC LIMIT 50")
    asing = [str(satu["no_rawat"]) for satu in terbaru if not _NO_RAWAT.fullmatch(str(satu["no_rawat"]))]
    if not asing:
        return
    dari, sampai = konteks.hari_ini - timedelta(days=30), konteks.hari_ini
    biasa = basis.baca(
        "SELECT no_rawat FROM reg_periksa WHERE no_rawat >= %s AND no_rawat < %s LIMIT 1",
        (f"{dari:%Y/%m/%d}/", f"{sampai:%Y/%m/%d}0"),
    )
    awal = f"Their no_rawat are such as {asing[0]}, and not the date, a slash and six digits"
    if biasa:
        yield Temuan(False, f"{awal}, in {len(asing)} of the last 50; those are seen once in half an hour only.")
    else:
        yield Temuan(
            True,
            f"{awal}: the day's visits cannot be found by them, and what is added would not look like theirs. It "
            "cannot be connected as it is; tell antrean's makers.",
        )


def _setelan_sana(basis: Basis, setelan: Setelan, konteks: Konteks) -> Iterator[Temuan]:
    ada = [str(satu["kd_pj"]) for satu in basis.baca("SELECT kd_pj FROM penjab ORDER BY kd_pj LIMIT 200")]
    for pilihan, kode in (("--kd-pj-bpjs", setelan.kd_pj_bpjs), ("--kd-pj-umum", setelan.kd_pj_umum)):
        if kode.upper() not in (satu.upper() for satu in ada):
            yield Temuan(
                True,
                f"penjab has no kd_pj {kode!r}, which the connector is set up with; it has "
                f"{', '.join(ada[:20]) or 'none'}. `antrean konektor atur {pilihan}` sets it right.",
            )
    if setelan.sistem == KHANZA:
        bpjs = _kd_pj_khanza(basis)
    else:
        sana = _setelan_mlite(basis)
        bpjs = sana.get(("jkn_mobile", "kd_pj_bpjs"), "")
        zona = sana.get(("settings", "timezone"), "")
        if zona and zona != konteks.rs.zona_waktu.key:
            yield Temuan(
                False,
                f"mLITE's settings have the timezone {zona}, and {konteks.rs.kode} is in {konteks.rs.zona_waktu.key}: "
                "one of the two is wrong, and then times are hours off.",
            )
        lingkup = "dokter+poli" if sana.get(("settings", "dokter_ralan_per_dokter"), "") == "true" else "poli"
        if setelan.lingkup != lingkup:
            yield Temuan(
                False,
                f"mLITE's dokter_ralan_per_dokter says that its numbers run by {lingkup}, and the connector is set up "
                f"for {setelan.lingkup}: `antrean konektor atur --lingkup {lingkup}`.",
            )
    if bpjs and bpjs.upper() != setelan.kd_pj_bpjs.upper():
        yield Temuan(
            True,
            f"{setelan.nama_sistem} itself has {bpjs!r} as BPJS's kd_pj, and the connector {setelan.kd_pj_bpjs!r}: "
            f"`antrean konektor atur --kd-pj-bpjs {bpjs}`, or set it right there.",
        )


def _kd_pj_khanza(basis: Basis) -> str:
    try:
        baris = basis.baca("SELECT kd_pj FROM password_asuransi LIMIT 2")
    except BasisMenolak:
        return ""  # it may be missing
    return str(baris[0]["kd_pj"]) if len(baris) == 1 else ""


def _setelan_mlite(basis: Basis) -> dict[tuple[str, str], str]:
    baris = basis.baca("SELECT module, field, value FROM mlite_settings WHERE module IN ('settings', 'jkn_mobile')")
    return {(str(satu["module"]), str(satu["field"])): str(satu["value"] or "") for satu in baris}


def _pasien_baru(basis: Basis, setelan: Setelan) -> Iterator[Temuan]:
    sana = {} if setelan.sistem == KHANZA else _setelan_mlite(basis)
    for tabel, kolom, nama, bawaan in (*_PASIEN_BARU, *(() if setelan.sistem == KHANZA else _WILAYAH)):
        nilai = sana.get(("jkn_mobile", nama)) or bawaan
        sql = f"SELECT {kolom} FROM {tabel} WHERE {kolom} = %s LIMIT 1"  # noqa: S608 - fixed names
        if not basis.baca(sql, (nilai,)):
            dari = f"as mLITE's setting {nama} has it" if sana else "and SIMRS-Khanza is shipped with it"
            yield Temuan(
                True,
                f"{tabel} has no row with {kolom} {nilai!r}; each new patient's refers to it, {dari}: add it in their "
                "master data.",
            )
    banyak = len(basis.baca("SELECT no_rkm_medis FROM set_no_rkm_medis LIMIT 3"))
    if banyak != 1:
        yield Temuan(
            True,
            f"set_no_rkm_medis has {'no row' if not banyak else 'several rows'}, and has to have one: the last record "
            "number that was given out. While nobody registers a patient, leave or put that one there.",
        )
    if setelan.sistem == KHANZA and len(basis.baca("SELECT urutan FROM set_urut_no_rkm_medis LIMIT 2")) != 1:
        yield Temuan(
            True,
            "set_urut_no_rkm_medis has to have one row, which says how record numbers are made: set it in Khanza's "
            "settings of record numbers.",
        )


def _nama(basis: Basis) -> Iterator[Temuan]:
    baris = basis.baca("SELECT nm_pasien FROM pasien ORDER BY no_rkm_medis DESC LIMIT %s", (_NAMA_DILIHAT,))
    rusak = sum(1 for satu in baris if satu["nm_pasien"] and terbaca(satu["nm_pasien"]) != satu["nm_pasien"])
    if rusak:
        yield Temuan(
            False,
            f"Of the last {len(baris)} patients' names {rusak} were written as UTF-8 over a link that says latin1. "
            "They come over readable; in their tables they stay as they are. The program that writes them has to set "
            "its connection's character set.",
        )


def _ganda(basis: Basis, setelan: Setelan, kolom: str, apa: str, panjang: tuple[int, int]) -> Iterator[Temuan]:
    if kolom not in indeks(basis, setelan, "pasien"):
        yield Temuan(False, f"Not looked for, because pasien has no index of {kolom}: patients with the same {apa}.")
        return
    # The index alone answers it, and in its order: nothing is sorted, and it ends as soon as there are enough.
    sql = (
        f"SELECT {kolom} AS nomor, MIN(no_rkm_medis) AS satu, MAX(no_rkm_medis) AS lain FROM pasien "  # noqa: S608 - fixed names
        f"WHERE CHAR_LENGTH({kolom}) BETWEEN %s AND %s GROUP BY {kolom} HAVING COUNT(*) > 1 LIMIT %s"
    )
    baris = basis.baca(sql, (*panjang, _GANDA_TERBANYAK + 1))
    ganda = [satu for satu in baris if not identitas_pengisi(str(satu["nomor"]))]
    if ganda:
        contoh = ", ".join(f"{satu['satu']} and {satu['lain']}" for satu in ganda[:_CONTOH])
        banyak = f"More than {_GANDA_TERBANYAK}" if len(baris) > _GANDA_TERBANYAK else str(len(ganda))
        stand = f"{apa} stands" if banyak == "1" else f"{apa}s stand"
        yield Temuan(
            False,
            f"{banyak} {stand} at several patients, such as those with record numbers {contoh}: of each, `antrean "
            "konektor impor` takes one and says so. Their screen for merging patients mends it.",
        )


def _pengirim(basis: Basis, setelan: Setelan, konteks: Konteks) -> Iterator[Temuan]:
    kami = bool(konteks.rs.kebijakan.bpjs)
    if setelan.pengirim == "antrean":
        if not kami:
            yield Temuan(
                False,
                "Nobody tells BPJS: their rows are marked as sent, and antrean's sender is not set up. `antrean bpjs "
                "atur` does that; `antrean konektor atur --pengirim sana` leaves it to their service.",
            )
        if contoh := _dikirim_sana(basis, setelan, konteks):
            yield Temuan(
                True,
                f"Their own service still tells BPJS: in the last {_BARU_SAJA.seconds // 60} minutes it sent tasks of "
                f"{len(contoh)} visits that antrean has no booking of, such as {contoh[0]}. Stop that program, or "
                "leave it to it with `antrean konektor atur --pengirim sana`.",
            )
        if setelan.sistem != KHANZA and not _setelan_mlite(basis).get(("settings", "ppk_bpjs"), "").strip():
            yield Temuan(
                False,
                "mLITE's setting ppk_bpjs, the hospital's code at BPJS, is empty: under which code their desk adds a "
                "walk-in with a JKN card is not known, and of these BPJS hears nothing. Fill it in there.",
            )
        return
    if kami:
        yield Temuan(
            True,
            "Two would tell BPJS: their service, as the connector is set up, and antrean's sender. `antrean konektor "
            "atur --pengirim antrean` leaves it to antrean (then stop theirs); `antrean bpjs atur --hapus` to theirs.",
        )
    belum, sudah = _status_kirim(basis, setelan, konteks)
    if belum and not sudah:
        yield Temuan(
            False,
            f"Of today's {belum} bookings of ours their service has told BPJS none: it may not be running.",
        )


def _dikirim_sana(basis: Basis, setelan: Setelan, konteks: Konteks) -> list[str]:
    """Visits of which somebody else told BPJS just now: no_rawat, or mLITE's name of a booking."""
    hari, sejak = konteks.hari_ini, basis.sekarang() - _BARU_SAJA
    peta = KonektorStore(konteks.store.connection).peta(konteks.rs.kode, hari).values()
    if setelan.sistem == KHANZA:
        baris = basis.baca(
            "SELECT DISTINCT no_rawat AS kunci FROM referensi_mobilejkn_bpjs_taskid "
            "WHERE no_rawat >= %s AND no_rawat < %s AND waktu >= %s",
            (f"{hari:%Y/%m/%d}/", f"{hari:%Y/%m/%d}0", sejak),
        )
        milik = {satu.kunci for satu in peta}
    else:
        sejak_ms = int(sejak.replace(tzinfo=konteks.rs.zona_waktu).timestamp() * 1000)
        baris = basis.baca(
            "SELECT DISTINCT nomor_referensi AS kunci FROM mlite_antrian_referensi_taskid "
            "WHERE tanggal_periksa = %s AND waktu >= %s",
            (hari, str(sejak_ms)),
        )
        milik = {satu.kodebooking for satu in peta}
    return sorted({str(satu["kunci"]) for satu in baris} - milik)


def _status_kirim(basis: Basis, setelan: Setelan, konteks: Konteks) -> tuple[int, int]:
    """How many of today's bookings of ours stand there as not told to BPJS, and as told."""
    awalan = awalan_booking(konteks.hari_ini)
    if setelan.sistem == KHANZA:
        baris = basis.baca(
            "SELECT statuskirim AS status, COUNT(*) AS banyak FROM referensi_mobilejkn_bpjs "
            "WHERE nobooking >= %s AND nobooking < %s AND status <> 'Batal' GROUP BY statuskirim",
            (f"{awalan}A", f"{awalan}["),
        )
    else:
        baris = basis.baca(
            "SELECT status_kirim AS status, COUNT(*) AS banyak FROM mlite_antrian_referensi "
            "WHERE tanggal_periksa = %s AND kodebooking LIKE %s GROUP BY status_kirim",
            (konteks.hari_ini, f"{awalan}%"),
        )
    banyak = {satu["status"]: int(satu["banyak"]) for satu in baris}
    return banyak.get("Belum", 0), banyak.get("Sudah", 0)
