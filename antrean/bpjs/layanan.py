"""What the doors ask of this room: set it up, look at what is sent, decide about what is held."""

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from antrean.bpjs.aturan import sisa_hari
from antrean.bpjs.golongan import golongan
from antrean.bpjs.hasil import Hasil, Macam
from antrean.bpjs.kredensial import Kredensial
from antrean.bpjs.langkah import Kiriman
from antrean.bpjs.simpanan import KirimanStore, Terukur
from antrean.clock import Clock
from antrean.domain.identitas import teks_sah
from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError
from antrean.services.jam import PenjagaJam
from antrean.services.kode import kode_sini
from antrean.services.konteks import Konteks
from antrean.services.pantau import DiBpjs, SatuDitahan
from antrean.store import Store

if TYPE_CHECKING:
    from antrean.bpjs.klien import Klien
    from antrean.bpjs.proses import Proses, Terdaftar

ALASAN_TERPANJANG = 100
DITUNJUKKAN = 100

SEBAB = {
    Macam.KONFIGURASI.value: "BPJS refuses the keys or the base: `antrean bpjs atur --uji` tries them.",
    Macam.JAM.value: "a clock is wrong by minutes: compare this machine's with the true time.",
}


def simpanan(store: Store) -> KirimanStore:
    """Where the steps are kept."""
    return KirimanStore(store.connection)


def kredensial(store: Store, rs: RumahSakit) -> Kredensial | None:
    """What a hospital comes in with at BPJS; None where it is not set up.

    Raises:
        OperatorError: it was sealed with a key that is not set.
    """
    isi = store.rs.rahasia(rs, "bpjs")
    return Kredensial.baca(isi) if isi else None


def simpan(konteks: Konteks, baru: Kredensial | None) -> None:
    """Set a hospital up, or take that back.

    Raises:
        OperatorError: there is no key to seal it with.
    """
    if baru and not konteks.rs.kebijakan.bpjs:
        simpanan(konteks.store).simpan_keadaan(konteks.rs.kode, {"mulai": konteks.write.now_ms})
    konteks.store.rs.ubah(konteks.rs.kode, {"bpjs": baru.tulis() if baru else ""}, "rs_atur", konteks.write)


def terdaftar(store: Store) -> "Terdaftar":
    """The hospitals that are set up; of a cluster of which a part is gone, those of the others. One whose secret cannot
    be opened is none: `lihat` says so of it."""
    semua = {}
    for rs in store.rs.terjangkau():
        try:
            ada = kredensial(store, rs)
        except OperatorError:
            continue
        if ada:
            semua[rs.kode] = rs, ada
    return semua


def proses(store: Store, clock: Clock) -> "Proses":
    """The sending process for all of them."""
    from antrean.bpjs.proses import Proses  # the web process, which comes here too, sends nothing

    return Proses(store, simpanan(store), clock, lambda: terdaftar(store), jaga=PenjagaJam(store.jam, clock))


def periksa(klien: "Klien") -> str:
    """Ask BPJS for its poli, and say in a sentence what is wrong; empty where nothing is."""
    from antrean.bpjs.katalog import Katalog

    hasil = Katalog(klien).poli().hasil
    return "" if hasil.selesai else kalimat(hasil, klien.kredensial.base)


def kalimat(hasil: Hasil, base: str) -> str:
    """Why BPJS does not tell what it was asked, and what to do."""
    if hasil.macam is Macam.JAM:
        return f"BPJS says {hasil.pesan!r}: this machine's clock differs from BPJS's by minutes. Set it by NTP."
    if hasil.macam is Macam.KONFIGURASI:
        return (
            f"BPJS refuses the call ({hasil.pesan or 'without a word'}): cons id and secret do not fit together, the "
            "user key is another service's (VClaim has its own), or the base is wrong."
        )
    if hasil.macam in (Macam.DITOLAK, Macam.URUTAN):
        return f"BPJS refuses the question ({hasil.pesan}). Ask the BPJS branch with these words."
    return (
        f"BPJS does not answer as it should ({hasil.pesan}). Look at the base {base}, and whether "
        "this machine reaches it; if both are right, try again later."
    )


def di_bpjs(konteks: Konteks) -> DiBpjs | None:
    """How sending stands, for a page: kinds of reason, never BPJS's words. None where the hospital is not set up."""
    if not konteks.rs.kebijakan.bpjs:
        return None
    (terukur,) = simpanan(konteks.store).terukur([konteks.rs.kode])
    semua = simpanan(konteks.store).ditahan(konteks.rs.kode, DITUNJUKKAN) if terukur.ditahan else []
    ditahan = [
        SatuDitahan(
            satu.kodebooking, ini.jenis, golongan(ini.pesan), max(sisa_hari(satu.kodebooking, konteks.hari_ini), 0)
        )
        for satu in semua
        if (ini := satu.berikut)
    ]
    sebab = Counter(satu.sebab for satu in ditahan)
    return DiBpjs(terukur.antre, terukur.ditahan, dict(sebab.most_common()), ditahan, *_masalah(terukur))


def _masalah(terukur: Terukur) -> tuple[str, int]:
    """Why nothing goes, as ``DiBpjs`` has it, and since when. What a sender said last counts while there is one."""
    keadaan = terukur.keadaan
    if not terukur.ada_pengirim:
        return "tanpa_pengirim", 0
    if berhenti := keadaan.get("berhenti"):
        return berhenti, int(keadaan.get("pada") or 0)
    return ("pemutus", int(keadaan["pemutus"])) if keadaan.get("pemutus") else ("", 0)


def ubah(konteks: Konteks, kodebooking: str, apa: str, alasan: str) -> int | None:
    """Send again (``ulang``), or give up (``lepas``), what BPJS has not got of a booking; how many steps that were.
    None: BPJS is told nothing of such a booking.

    Raises:
        OperatorError: a reason that is empty, too long or not printable.
    """
    if apa == "lepas" and (not alasan.strip() or not teks_sah(alasan, ALASAN_TERPANJANG)):
        raise OperatorError(f"The reason takes 1 to {ALASAN_TERPANJANG} printable characters.")
    kode = kode_sini(konteks, kodebooking)
    return simpanan(konteks.store).ubah(konteks.rs.kode, kode, apa, alasan, konteks.write) if kode else None


def isi_kiriman(satu: Kiriman, hari_ini: date) -> dict[str, Any]:
    """A booking as programs read it; times in epoch ms."""
    berikut = satu.berikut
    return {
        "kodebooking": satu.kodebooking,
        "keadaan": str(satu.keadaan),
        "berikut": berikut.jenis if berikut else None,
        "pesan": berikut.pesan if berikut else "",
        "sisahari": max(sisa_hari(satu.kodebooking, hari_ini), 0) if berikut else None,
        "langkah": [
            {
                "jenis": langkah.jenis,
                "waktu": langkah.waktu,
                "keadaan": str(langkah.keadaan),
                "percobaan": langkah.percobaan,
                "kode": langkah.kode,
                "pesan": langkah.pesan,
                "pada": langkah.pada,
            }
            for langkah in satu.langkah
        ],
    }
