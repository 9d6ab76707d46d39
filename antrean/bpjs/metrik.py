"""What ``/metrics`` says of the hospitals that tell BPJS; the sender, another process, has counted it in the store."""

from collections.abc import Iterator, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from antrean.bpjs.angka import DI_ATAS, JUMLAH_MS, SAMPAI_S
from antrean.bpjs.simpanan import KirimanStore, Terukur
from antrean.clock import Clock
from antrean.store import Store

_KEADAAN = (
    ("oldest_unsent_seconds", "Age of the oldest event that BPJS has to hear of and has not; 0 where there is none."),
    ("waiting", "Bookings with something to be sent."),
    ("held", "Bookings that wait for a person."),
    ("breaker_open", "Whether BPJS does not answer, so that it is only probed."),
    ("stopped", "Whether BPJS refuses the hospital's keys, or its clock."),
    ("sender", "Whether a process sends for the hospital."),
)


def angka(store: Store, clock: Clock) -> Iterator[Metric]:
    """The families.

    Raises:
        StoreUnavailable: no answer.
    """
    kode_rs = [rs.kode for rs in store.rs.semua() if rs.kebijakan.bpjs]
    semua = KirimanStore(store.connection).terukur(kode_rs)
    yield _kiriman(semua)
    yield _lama(semua)
    sekarang = clock.now_ms()
    keadaan = [GaugeMetricFamily(f"antrean_bpjs_{nama}", arti, labels=("rs",)) for nama, arti in _KEADAAN]
    for satu in semua:
        umur_s = max(sekarang - satu.tertua_ms, 0) / 1000 if satu.tertua_ms else 0.0
        ya = ("pemutus" in satu.keadaan, "berhenti" in satu.keadaan, satu.ada_pengirim)
        for ukuran, nilai in zip(keadaan, (umur_s, satu.antre, satu.ditahan, *ya), strict=True):
            ukuran.add_metric((satu.kode_rs,), float(nilai))
    yield from keadaan


def _kiriman(semua: Sequence[Terukur]) -> Metric:
    arti = "Calls to BPJS that send something, by step and outcome."
    kiriman = CounterMetricFamily("antrean_bpjs_sends", arti, labels=("rs", "step", "outcome"))
    for satu in semua:
        for bidang, jumlah in sorted(satu.angka.items()):
            apa, *jenis = bidang.split(":")
            if apa == "kirim":
                kiriman.add_metric((satu.kode_rs, *jenis), int(jumlah))
    return kiriman


def _lama(semua: Sequence[Terukur]) -> Metric:
    lama = HistogramMetricFamily("antrean_bpjs_send_seconds", "Seconds that such a call took.", labels=("rs",))
    for satu in semua:
        sampai, jumlah = [], 0
        for batas in (*SAMPAI_S, DI_ATAS):
            jumlah += int(satu.angka.get(f"detik:{batas}", 0))
            sampai.append((str(batas) if batas != DI_ATAS else "+Inf", jumlah))
        if jumlah:
            lama.add_metric((satu.kode_rs,), sampai, int(satu.angka.get(f"detik:{JUMLAH_MS}", 0)) / 1000)
    return lama
