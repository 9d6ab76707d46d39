"""The few kinds of reason for which BPJS, or we, hold a step."""

import re

_SEBAB = (
    ("NIK", re.compile(r"data nik\b", re.IGNORECASE)),
    ("nomor kartu", re.compile(r"nomorkartu|nomor kartu", re.IGNORECASE)),
    ("nomor HP", re.compile(r"nohp|nomor hp", re.IGNORECASE)),
    ("SEP terbit lebih dulu", re.compile(r"terbit sep", re.IGNORECASE)),
    ("rujukan atau nomor referensi", re.compile(r"rujukan|nomorreferensi", re.IGNORECASE)),
    ("dokter tidak ada di HFIS", re.compile(r"dokter tidak ditemukan", re.IGNORECASE)),
    ("booking tidak ada di BPJS", re.compile(r"kode ?booking tidak ditemukan", re.IGNORECASE)),
    ("urutan task", re.compile(r"taskid|task id", re.IGNORECASE)),
    ("lewat H+7", re.compile(r"H\+7", re.IGNORECASE)),
    ("di luar tanggal pelayanan", re.compile(r"tanggal pelayanan", re.IGNORECASE)),
    ("waktu task", re.compile(r"waktu", re.IGNORECASE)),
)
LAIN = "kata lain"


def golongan(pesan: str) -> str:
    """The kind of reason that BPJS's words, or ours, give; never the words, for they may have a person in them."""
    return next((nama for nama, pola in _SEBAB if pola.search(pesan)), LAIN)
