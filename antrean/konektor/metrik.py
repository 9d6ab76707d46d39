"""What ``/metrics`` says of the hospitals that have another system beside this one; the connector, another process, has
left it in the store."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from antrean.clock import Clock
from antrean.konektor.simpanan import KonektorStore
from antrean.store import Store

_KEADAAN = (
    ("running", "Whether a process runs the hospital's connector."),
    ("held", "Cases that wait for a person."),
    ("oldest_untold_seconds", "Age of the oldest event that the other system's book has not; 0 where there is none."),
)


def angka(store: Store, clock: Clock) -> Iterator[Metric]:
    """The families.

    Raises:
        StoreUnavailable: no answer.
    """
    kode_rs = [rs.kode for rs in store.rs.semua() if rs.kebijakan.konektor]
    keadaan = [GaugeMetricFamily(f"antrean_konektor_{nama}", arti, labels=("rs",)) for nama, arti in _KEADAAN]
    arti = "Seconds since a round of the connector was last done whole."
    putaran = GaugeMetricFamily("antrean_konektor_round_age_seconds", arti, labels=("rs", "round"))
    sekarang = clock.now_ms()
    for satu in KonektorStore(store.connection).terukur(kode_rs):
        umur_s = max(sekarang - satu.tertua_ms, 0) / 1000 if satu.tertua_ms else 0.0
        for ukuran, nilai in zip(keadaan, (satu.berjalan, satu.ditahan, umur_s), strict=True):
            ukuran.add_metric((satu.kode_rs,), float(nilai))
        for nama, pada in satu.putaran.items():
            putaran.add_metric((satu.kode_rs, nama), max(sekarang - pada, 0) / 1000)
    yield from keadaan
    yield putaran
