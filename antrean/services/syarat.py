"""What a booking with a JKN card must have, or BPJS surely refuses it: asked while the patient still stands there, for
a booking does not change."""

from antrean.domain.identitas import nik_sah, nomor_hp, pengisi, rapikan_referensi
from antrean.domain.rs import RumahSakit

HP_PALING_SEDIKIT = 9
_BAGIAN_HP = frozenset("+0123456789 ().-")


def kurang(rs: RumahSakit, nik: str, nohp: str, nomorreferensi: str) -> dict[str, str]:
    """What is missing of a JKN booking, as field → sentence without its full stop; nothing where the hospital does not
    tell BPJS.

    Args:
        nik: of the patient's record.
        nohp: as it was typed; the same of ``nomorreferensi``.
    """
    if not rs.kebijakan.bpjs:
        return {}
    semua = {}
    if not nik_sah(nik):
        semua["pasien"] = "BPJS menolak booking JKN tanpa NIK, dan NIK pasien ini belum tercatat di rumah sakit ini"
    if pengisi(rapikan_referensi(nomorreferensi)):
        semua["nomorreferensi"] = "BPJS menolak booking JKN tanpa nomor rujukan atau surat kontrol"
    if not nohp.strip():
        semua["nohp"] = "BPJS menolak booking JKN tanpa nomor HP"
    elif not _BAGIAN_HP.issuperset(nohp) or len(nomor_hp(nohp)) < HP_PALING_SEDIKIT:
        semua["nohp"] = f"Nomor HP harus angka, paling sedikit {HP_PALING_SEDIKIT}"
    return semua
