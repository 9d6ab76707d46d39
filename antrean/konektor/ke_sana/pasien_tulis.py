"""A patient whom we gave a record number, written there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from antrean.domain.identitas import rapikan
from antrean.konektor.ke_sana.penulis import Penulis, orang_yang_sama
from antrean.konektor.ke_sana.tulisan import TakTertulis, Urut

_PERCOBAAN = 8


def kenali(penulis: Penulis, norm: str, isi: Mapping[str, str]) -> bool:
    """Whether a new patient's record is there already.

    Raises:
        TakTertulis: the number is somebody else's there, or the patient has another.
    """
    nik, kartu = isi.get("nik", ""), isi.get("nomorkartu", "")
    ada = penulis.satu("no_ktp, no_peserta", "pasien", no_rkm_medis=norm)
    if ada is not None:
        if not orang_yang_sama(ada, nik, kartu):
            raise TakTertulis(
                f"RM {norm} was given here to a new patient, and is another person's there: register the patient "
                "there under a number of theirs, and merge ours into it (`antrean pasien gabung`)"
            )
        milik = {"no_ktp": nik, "no_peserta": kartu}
        if beda := [nama for nama, nilai in milik.items() if nilai and rapikan(str(ada[nama] or "")) != nilai]:
            raise TakTertulis(
                f"the form of norm {norm} has another {' and '.join(beda)} than their record, or theirs has none: "
                "compare both, and correct theirs at their patient screen"
            )
        return True
    for kolom, nilai in (("no_ktp", nik), ("no_peserta", kartu)):
        lain = penulis.satu("no_rkm_medis", "pasien", **{kolom: nilai}) if nilai else None
        if lain:
            raise TakTertulis(
                f"the new patient {norm} is known there as RM {lain['no_rkm_medis']}: bring that record here "
                f"(`antrean konektor impor`), and merge {norm} into it (`antrean pasien gabung`)"
            )
    return False


def tulis_pasien(penulis: Penulis, norm: str, isi: Mapping[str, str], hari_ini: date, **milik: Any) -> None:
    """The row, with what is theirs alone."""
    nama = penulis.rapi("pasien", {"nm_pasien": isi["nama"]})["nm_pasien"].upper()
    if not nama:
        raise TakTertulis(f"the name of the new patient {norm} has no letter that their tables take: register it there")
    alamat = isi.get("alamat") or "-"
    penulis.tambah(
        "pasien",
        **{
            "no_rkm_medis": norm,
            "nm_pasien": nama,
            "no_ktp": isi.get("nik") or "-",
            "jk": isi["jeniskelamin"],
        },
        **{"tmp_lahir": "-", "tgl_lahir": date.fromisoformat(isi["tanggallahir"]), "nm_ibu": "-", "alamat": alamat},
        **{"gol_darah": "-", "pekerjaan": "-", "stts_nikah": "JOMBLO", "agama": "-", "tgl_daftar": hari_ini},
        **{"no_tlp": isi.get("nohp") or "-", "umur": "0", "pnd": "-", "namakeluarga": "-", "pekerjaanpj": "-"},
        kd_pj=penulis.setelan.kd_pj_bpjs if isi.get("nomorkartu") else penulis.setelan.kd_pj_umum,
        no_peserta=isi.get("nomorkartu") or "-",
        alamatpj=alamat,
        **{"kelurahanpj": isi.get("namakel") or "-", "kecamatanpj": isi.get("namakec") or "-"},
        **{"kabupatenpj": isi.get("namadati2") or "-", "propinsipj": isi.get("namaprop") or "-"},
        **{"email": "-", "nip": "-"},
        **milik,
    )


def majukan(penulis: Penulis, norm: str, urut: Urut) -> None:
    """Their counter of record numbers goes on behind one that we gave, where it has that form and is near."""
    for _ in range(_PERCOBAAN):
        ada = penulis.basis.baca("SELECT no_rkm_medis FROM set_no_rkm_medis LIMIT 1")
        if not ada:
            # Khanza deletes the row and adds it again; a second one would be worse than none, which `antrean konektor
            # periksa` tells.
            continue
        terakhir = str(ada[0]["no_rkm_medis"] or "")
        if not urut.maju(terakhir, norm):
            return
        baru = urut.tulis(terakhir, norm)
        if penulis.ubah("set_no_rkm_medis", {"no_rkm_medis": baru}, no_rkm_medis=ada[0]["no_rkm_medis"]):
            return
