"""The name, the owner and the life of every key.

All keys of a hospital carry its code as hash tag, so that one script touches one slot of a Redis Cluster. Scripts
build no key: they get these. ``antrean:v1`` is the format's version; another format gets another prefix.
"""

from datetime import date, timedelta
from functools import lru_cache
from zlib import crc32

from antrean.domain.rs import HARI_MAKS_TERBANYAK
from antrean.domain.waktu import triwulan, triwulan_berikut

PREFIX = "antrean:v1"

# Patients are spread over small hashes, which Redis keeps packed (512 fields at most): about a third of the memory
# of one large hash, and a look-up that does not grow. 16,384 of them stay packed up to eight million patients.
IDENTITY_BUCKETS = 16_384
NORM_PER_BUCKET = 64

PENGGUNA = f"{PREFIX}:pengguna"
"""hash · username → kode RS, no hospital's key but all hospitals' · written by ``antrean rs`` · kept."""

PENGIRIM = f"{PREFIX}:pengirim"
"""zset · a process that sends to BPJS → when it was last there, epoch ms · that process · seconds."""

KEHILANGAN = f"{PREFIX}:kehilangan"
"""list · what starts of the embedded store found missing, as JSON · the start · until a person has dealt with it."""


class KeysMasuk:
    """The keys of who logs in from an address: no hospital's, for a username may be nobody's. They hold digests only.

    Args:
        alamat: the address's digest.
        pasangan: that of username and address.
    """

    def __init__(self, alamat: str, pasangan: str) -> None:
        self.alamat = f"{PREFIX}:percobaan/{{{alamat}}}"
        """string · wrong logins from the address · ``/token`` · the minutes of ANTREAN_LOGIN_LIMIT."""
        self.pasangan = f"{self.alamat}/{pasangan}"
        """string · wrong logins of the username from the address · likewise."""
        self.kenal = f"{PREFIX}:kenal/{{{alamat}}}/{pasangan}"
        """string · there where the username has logged in from the address · ``/token`` · 90 days."""


class Keys:
    """The keys of one hospital.

    Args:
        kode_rs: the hospital's code, digits and capitals.
    """

    def __init__(self, kode_rs: str) -> None:
        self._base = f"{PREFIX}:{{{kode_rs}}}:"

        # Kept.
        self.rs = f"{self._base}rs"
        """hash · the hospital's record: nama, zona, username, sandi, one field per policy · ``antrean rs``."""
        self.kunci = f"{self._base}kunci"
        """hash · name of a SIMRS key → its digest, when it was made and what it may do · ``antrean kunci``."""
        self.petugas = f"{self._base}petugas"
        """hash · name of an account of its staff → when it was made, its roles, its clinics · ``antrean petugas``."""
        self.petugas_sandi = f"{self._base}petugas:sandi"
        """hash · name of an account → its password's slow hash · likewise."""
        self.perangkat = f"{self._base}perangkat"
        """hash · name of a board or a kiosk → its key's digest, when it was made, its kind · ``antrean perangkat``."""
        self.perangkat_tampilan = f"{self._base}perangkat:tampilan"
        """hash · name of a board or a kiosk → its clinics and its running text · likewise."""
        self.poli = f"{self._base}poli"
        """hash · kodepoli → namapoli · schedule import."""
        self.dokter = f"{self._base}dokter"
        """hash · kodedokter → namadokter · schedule import."""
        self.jadwal = f"{self._base}jadwal"
        """hash · {hari or date}:{kodepoli} → rows (RECORD baris) · schedule import, which drops past dates."""
        self.jadwal_versi = f"{self._base}jadwal:versi"
        """string · rises with every schedule import, so that one that read an older schedule starts over."""
        self.huruf = f"{self._base}huruf"
        """hash · slot → its letters · schedule import. Letters are never given to another slot."""
        self.huruf_pemilik = f"{self._base}huruf:pemilik"
        """hash · letters → the slot that has or had them · schedule import."""
        self.jam = f"{self._base}huruf:jam"
        """hash · slot → the slot that it is since its hours were changed · ``antrean jadwal jam``."""
        self.huruf_lama = f"{self._base}huruf:lama"
        """set · letters in codes of the system before, which no session gets, so that none of its bookings is taken for
        theirs · import."""
        self.libur = f"{self._base}libur"
        """hash · date, or date:{how a slot begins} → why it is closed · ``antrean libur``, which drops past dates."""
        self.sesi_daftar = f"{self._base}sesi"
        """zset · session → date as yyyymmdd · written with each session, which drops those that expired."""
        self.operasi = f"{self._base}operasi"
        """hash · kodebooking → surgery (RECORD operasi) · SIMRS, which drops those past the keep days."""
        self.operasi_tanggal = f"{self._base}operasi:tanggal"
        """zset · kodebooking of a surgery → date as yyyymmdd · with it."""
        self.operasi_peserta = f"{self._base}operasi:peserta"
        """hash · card → the kodebooking of its surgeries · with them."""
        self.norm_terakhir = f"{self._base}norm"
        """string · the highest record number known, as a number · patient import and registration."""
        self.pasien_baru = f"{self._base}pasien:baru"
        """hash · norm → date of registration through service 7 · registration."""
        self.peristiwa = f"{self._base}peristiwa"
        """stream · one entry per change · every writing script, which trims those older than the keep days,
        never the newest 10,000."""
        self.seri = f"{self._base}seri"
        """zset · how a session's kodebooking begin, a date's kind of prescription, or ``norm`` → date and the highest
        number that was given (lua/lib/seri.lua) · with each number; in no backup · 400 days after its date."""
        self.zaman = f"{self._base}peristiwa:zaman"
        """string · the event stream's epoch, none at first · ``antrean cadangan pulihkan``, which renews it. No backup
        has it."""
        self.pembaca = f"{self._base}peristiwa:pembaca"
        """hash · name of a process that reads the event stream → the cursor behind what it has dealt with · that
        process. No backup has it."""
        self.kiriman_sewa = f"{self._base}kiriman:sewa"
        """string · which process sends to BPJS, and its number · that process · seconds, by Redis's clock."""
        self.kiriman_pagar = f"{self._base}kiriman:pagar"
        """string · the number of the last process that became the sender · with it."""
        self.kiriman_antri = f"{self._base}kiriman:antri"
        """zset · kodebooking → when it is looked at next, epoch ms · events that BPJS has to hear of, the sender."""
        self.kiriman_menunggu = f"{self._base}kiriman:menunggu"
        """zset · of the same bookings those that do not wait for the system beside to add them → when the first step
        happened that BPJS has not got, epoch ms · with it."""
        self.kiriman_ditahan = f"{self._base}kiriman:ditahan"
        """zset · kodebooking of a booking that is held → its date as yyyymmdd · with it; the sender drops those whose
        records are gone."""
        self.kiriman_angka = f"{self._base}kiriman:angka"
        """hash · a kind of call and its outcome, or a time within which calls were answered → how many · the sender."""
        self.kiriman_keadaan = f"{self._base}kiriman:keadaan"
        """hash · why sending stands still, in BPJS's words, and since when; whether BPJS is only probed · sender."""
        self.konektor_sewa = f"{self._base}konektor:sewa"
        """string · which process runs the connector, and its number · that process · seconds, by Redis's clock."""
        self.konektor_pagar = f"{self._base}konektor:pagar"
        """string · the number of the last process that ran it · with it."""
        self.konektor_keadaan = f"{self._base}konektor:keadaan"
        """hash · how the connector stands: when each of its rounds ended, what is wrong · the connector."""
        self.konektor_ditahan = f"{self._base}konektor:ditahan"
        """hash · what a person must decide, by a name of the case → a JSON object that says it · the connector, which
        drops what has settled itself."""
        self.audit = f"{self._base}audit"
        """stream · who changed what, from what to what (lua/lib/audit.lua) · the scripts that change quota, schedule,
        policies, keys and closed days or cancel a booking · five years; of 100,000 entries and fewer none goes."""

        self.pemulihan = f"{self._base}pemulihan"
        """string · which restore is at work; below it what it has written so far · ``antrean cadangan pulihkan`` ·
        until it ends; the next one clears what one that was cut off left behind."""

    def dicadangkan(self, kunci: str) -> bool:
        """Whether a key of the hospital belongs in its backup: all do but a restore that is going on, the mark that
        replicas are asked for, the highest numbers that were given, which an older state must not bring back, what
        tells the readers of the event stream apart from it, what BPJS was told, what the connector knows of
        the system beside, and what was asked for in vain."""
        tanpa = (self.pemulihan, self.tunggu(), self.seri, self.zaman, self.pembaca)
        return kunci not in tanpa and not kunci.startswith(
            (f"{self.pemulihan}:", f"{self._base}kiriman:", f"{self._base}konektor:", f"{self._base}dicari:")
        )

    def dicari(self, tanggal: date) -> str:
        """zset · a slot that was asked for on a date and is not there → how often, of the hundred asked most · each
        process, some seconds after it refused it. Dated. No backup has it."""
        return f"{self._base}dicari:{tanggal.isoformat()}"

    def kiriman(self, tanggal: date) -> str:
        """hash · kodebooking → what BPJS has to hear of it (RECORD langkah), and has heard · the sender, and who
        decides about what is held. Dated. No backup has it: BPJS does not forget what it was told."""
        return f"{self._base}kiriman:{tanggal.isoformat()}"

    def konektor(self, tanggal: date) -> str:
        """hash · the key of a visit in the system beside → a JSON object: the booking that it is, and what was last
        seen of it · the connector. Dated. No backup has it: the other system's book is not taken back with ours."""
        return f"{self._base}konektor:{tanggal.isoformat()}"

    @property
    def awalan(self) -> str:
        """How every key of the hospital begins, and no other."""
        return self._base

    # Dated: they expire the keep days after their date.

    def sesi(self, kunci: str) -> str:
        """hash · one session (``{date}:{slot}``): names, letters, quotas, counter · first booking, import."""
        return f"{self._base}sesi:{kunci}"

    def antre(self, kunci: str) -> str:
        """zset · the numbers of a session that wait to be called, by their place · booking, to the call."""
        return f"{self._base}antre:{kunci}"

    def hadir(self, kunci: str) -> str:
        """zset · those of them who have checked in, by the same place · check-in, to the call."""
        return f"{self._base}hadir:{kunci}"

    def dilayani(self, kunci: str) -> str:
        """zset · the numbers that were called and are not yet served, by their place · call, to task 5."""
        return f"{self._base}dilayani:{kunci}"

    def booking(self, tanggal: date) -> str:
        """hash · kodebooking → booking (RECORD booking) · booking."""
        return f"{self._base}booking:{tanggal.isoformat()}"

    def kodelama(self, kode: str) -> str:
        """string · the kodebooking of what had another code in the system before, or has one in that beside · import,
        the connector."""
        return f"{self._base}kodelama:{kode}"

    def klaim(self, tanggal: date) -> str:
        """hash · norm, ``nik:…`` or ``kartu:…`` → that patient's active bookings of the date · booking."""
        return f"{self._base}klaim:{tanggal.isoformat()}"

    def rujukan(self, tanggal: date) -> str:
        """hash · nomorreferensi → who uses it (lua/lib/rujukan.lua), by quarter of the date · booking · until that is
        over."""
        return f"{self._base}rujukan:{triwulan(tanggal).isoformat()}"

    def rujukan_dari(self, hari_ini: date) -> list[str]:
        """The same of every quarter that a booking may be in that is not past."""
        return [f"{self._base}rujukan:{awal}" for awal in _triwulan_dari(hari_ini)]

    def formulir(self, tanggal: date) -> str:
        """hash · norm → the form of service 7, sealed (store/segel.py), by the date of registration · registration ·
        ANTREAN_FORM_DAYS."""
        return f"{self._base}formulir:{tanggal.isoformat()}"

    def farmasi(self, tanggal: date) -> str:
        """hash · ``{jenisresep}:nomor`` and ``:dipanggil``, the pharmacy's counters · pharmacy."""
        return f"{self._base}farmasi:{tanggal.isoformat()}"

    def antre_farmasi(self, tanggal: date, jenisresep: str) -> str:
        """zset · kodebooking → pharmacy number, of those that wait to be called · pharmacy."""
        return f"{self._base}farmasi:{tanggal.isoformat()}:{jenisresep.replace(' ', '-').lower()}"

    def permintaan(self, request_id: str) -> str:
        """string · the answer to a request id, which a re-sent script repeats · every write · two minutes."""
        return f"{self._base}permintaan:{request_id}"

    def tunggu(self) -> str:
        """string · written behind a change for which replicas are waited for, so that the wait covers it and all before
        it · ANTREAN_WAIT_REPLICAS · a minute."""
        return f"{self._base}tunggu"

    # Patients: kept.

    def nik(self, nik: str) -> str:
        """hash · nik → norm, one of 16,384 buckets · patient import and registration."""
        return f"{self._base}pasien:nik:{crc32(nik.encode()) % IDENTITY_BUCKETS}"

    def kartu(self, nomorkartu: str) -> str:
        """hash · nomorkartu → norm, one of 16,384 buckets · patient import and registration."""
        return f"{self._base}pasien:kartu:{crc32(nomorkartu.encode()) % IDENTITY_BUCKETS}"

    def pasien(self, norm: str) -> str:
        """hash · norm → nik and card (RECORD pasien), ``{norm}:n`` → nama, in the bucket of the norm's number."""
        return self.pasien_bucket(norm_bucket(norm))

    def pasien_bucket(self, bucket: int) -> str:
        """The key of one bucket of patient records."""
        return f"{self._base}pasien:norm:{bucket}"


@lru_cache(maxsize=8)
def _triwulan_dari(hari_ini: date) -> tuple[str, ...]:
    awal, semua = triwulan(hari_ini), []
    while awal <= hari_ini + timedelta(days=HARI_MAKS_TERBANYAK):
        semua.append(awal.isoformat())
        awal = triwulan_berikut(awal)
    return tuple(semua)


def norm_bucket(norm: str) -> int:
    """The bucket of a record number: 64 numbers in a row share one, so that the next number's is known beforehand.

    Its last 15 digits decide: so many a Lua number holds exactly.
    """
    angka = "".join(c for c in norm if "0" <= c <= "9")[-15:]
    return int(angka or "0") // NORM_PER_BUCKET
