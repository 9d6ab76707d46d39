"""Surgery schedules."""

from collections.abc import Sequence
from datetime import date

from antrean.domain.operasi import Operasi
from antrean.domain.waktu import angka_tanggal
from antrean.keys import Keys
from antrean.store.connection import Connection, Write


class OperasiStore:
    """Keeps the surgeries of the hospitals."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._record = connection.scripts.records["operasi"]

    def simpan(self, kode_rs: str, operasi: Sequence[Operasi], hari_ini: date, write: Write) -> int:
        """Add or change surgeries by kodebooking (lua/operasi_simpan.lua); those that are past the keep days are passed
        over, and counted."""
        keys, batas = Keys(kode_rs), self._connection.oldest(hari_ini)
        disimpan = [satu for satu in operasi if satu.tanggaloperasi >= batas]
        if not disimpan:
            return len(operasi)
        self._connection.write(
            "operasi_simpan",
            keys,
            write,
            {
                "operasi": keys.operasi,
                "operasi_tanggal": keys.operasi_tanggal,
                "operasi_peserta": keys.operasi_peserta,
            },
            {
                "batas": angka_tanggal(batas),
                "operasi": [
                    teks
                    for satu in disimpan
                    for teks in (
                        satu.kodebooking,
                        str(angka_tanggal(satu.tanggaloperasi)),
                        satu.nopeserta,
                        self._record.pack(
                            {
                                "tanggaloperasi": satu.tanggaloperasi.isoformat(),
                                "jenistindakan": satu.jenistindakan,
                                "kodepoli": satu.kodepoli,
                                "namapoli": satu.namapoli,
                                "terlaksana": int(satu.terlaksana),
                                "nopeserta": "",  # the script puts it in
                                "lastupdate": write.now_ms,
                            }
                        ),
                    )
                ],
            },
        )
        return len(operasi) - len(disimpan)

    def hapus(self, kode_rs: str, kodebooking: str, write: Write) -> None:
        """Take a surgery out (lua/operasi_hapus.lua).

        Raises:
            KodeBookingTidakDitemukan: nothing was written.
        """
        keys = Keys(kode_rs)
        self._connection.decide(
            "operasi_hapus",
            keys,
            write,
            {
                "operasi": keys.operasi,
                "operasi_tanggal": keys.operasi_tanggal,
                "operasi_peserta": keys.operasi_peserta,
            },
            {"kodebooking": kodebooking},
        )

    def pada(self, kode_rs: str, awal: date, akhir: date) -> list[Operasi]:
        """The surgeries from one date to another, by date."""
        keys = Keys(kode_rs)
        fields = self._connection.ask(
            "operasi_rs",
            {"operasi": keys.operasi, "operasi_tanggal": keys.operasi_tanggal},
            {"awal": angka_tanggal(awal), "akhir": angka_tanggal(akhir)},
        )
        return self._baca(fields["baris"])

    def milik(self, kode_rs: str, nopeserta: str) -> list[Operasi]:
        """The surgeries of one participant, by date."""
        keys = Keys(kode_rs)
        fields = self._connection.ask(
            "operasi_pasien",
            {"operasi": keys.operasi, "operasi_peserta": keys.operasi_peserta},
            {"nopeserta": nopeserta},
        )
        return sorted(self._baca(fields["baris"]), key=lambda satu: satu.tanggaloperasi)

    def _baca(self, baris: str) -> list[Operasi]:
        semua = []
        for satu in baris.split("\n") if baris else ():
            kode, isi = satu.split("\t", 1)
            nilai = self._record.unpack(isi)
            semua.append(
                Operasi(
                    kodebooking=kode,
                    tanggaloperasi=date.fromisoformat(nilai["tanggaloperasi"]),
                    jenistindakan=nilai["jenistindakan"],
                    kodepoli=nilai["kodepoli"],
                    namapoli=nilai["namapoli"],
                    terlaksana=nilai["terlaksana"] == "1",
                    nopeserta=nilai["nopeserta"],
                    lastupdate=int(nilai["lastupdate"]),
                )
            )
        return semua
