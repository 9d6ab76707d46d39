"""The audit log: who changed what, from which value to which."""

from dataclasses import dataclass

JENIS = (
    *("rs_tambah", "rs_atur", "rs_sandi", "kunci_buat", "kunci_cabut"),
    *("jadwal", "poli", "dokter", "sesi", "libur_tambah", "libur_hapus", "batal", "pulih"),
    *("pindah", "jadwal_jam", "sesi_jam"),
    *("pasien_hapus", "pasien_gabung"),
    *("kiriman_ulang", "kiriman_lepas", "kiriman_perbaiki"),
    *("petugas_tambah", "petugas_atur", "petugas_sandi", "petugas_hapus"),
    *("perangkat_buat", "perangkat_atur", "perangkat_cabut"),
)


@dataclass(frozen=True, slots=True)
class CatatanAudit:
    """One change.

    Attributes:
        nomor: 1, 2, 3, … without gap, in the order of the changes.
        waktu: of the decision, epoch ms.
        oleh: ``mjkn``, ``simrs/`` and the key's name, ``petugas/`` and the account,
            ``cli/`` and who was at the terminal.
        jenis: one of ``JENIS``.
        objek: the policy, key, account, device, schedule row (``hari:kodepoli:kodedokter:jampraktek``), slot, session,
            poli, doctor, closed day, kodebooking or record number.
        lama: what held before; empty where there was nothing.
        baru: what holds since; empty where nothing does.
    """

    nomor: int
    waktu: int
    oleh: str
    jenis: str
    objek: str
    lama: str
    baru: str
