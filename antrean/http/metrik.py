"""``GET /metrics``: what the service counts of itself, for Prometheus. No label has what a client wrote."""

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from flask import Blueprint, Flask, Response, request
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from antrean.clock import Clock
from antrean.domain.jaringan import di_dalam
from antrean.errors import AntreanError, MetrikTertutup, StoreUnavailable
from antrean.http.access import header
from antrean.http.context import alamat, parts
from antrean.http.trace import BERHASIL
from antrean.store import Store
from antrean.store.connection import READ
from antrean.ukuran import JAWABAN_S, SIMPANAN_S, Papan, Terbaca, Waktu

Kamar = Callable[[Store, Clock], Iterable[Metric]]
"""What a room beside the core has to say; raises StoreUnavailable where the store cannot be asked."""

_DITERUSKAN = ("X-Forwarded-For", "Forwarded", "Via")


def papan(app: Flask, store: Store, workers: int) -> Papan:
    """A table for everything that an app answers, once all of it is registered.

    Args:
        workers: gunicorn's; while it loads itself anew, there are twice as many.
    """
    hasil = [BERHASIL, *(satu.__name__ for satu in _turunan(AntreanError))]
    return Papan(app.view_functions, hasil, [READ, *store.connection.scripts.scripts], 2 * workers)


def _turunan(kelas: type[AntreanError]) -> Iterator[type[AntreanError]]:
    for satu in kelas.__subclasses__():
        yield satu
        yield from _turunan(satu)


def blueprint(jaringan: str, token: str, proxy_hops: int, *kamar: Kamar) -> Blueprint:
    """The view.

    Args:
        jaringan: from where it may be asked, as ``domain.jaringan`` takes it.
        token: who sends it may ask from anywhere; empty: nobody.
        proxy_hops: proxies whose word about a client's address counts.
    """
    door = Blueprint("metrik", __name__)

    @door.get("/metrics")
    def metrics() -> Response:
        """What the service counts of itself, of all its workers, as Prometheus reads it. Asked from the networks of
        `ANTREAN_METRICS_NETWORKS`, or with `ANTREAN_METRICS_TOKEN` as bearer token."""
        if not (_bertoken(token) or _dari(jaringan, proxy_hops)):
            raise MetrikTertutup
        satu = parts()
        return Response(
            generate_latest(_Kumpulan(satu.papan.baca(), satu.store, satu.clock, kamar)),
            content_type=CONTENT_TYPE_PLAIN_0_0_4,
        )

    return door


def _bertoken(token: str) -> bool:
    skema, _, diberi = header("Authorization").partition(" ")
    return bool(token) and skema.lower() == "bearer" and hmac.compare_digest(diberi.strip().encode(), token.encode())


def _dari(jaringan: str, proxy_hops: int) -> bool:
    # A proxy that we do not count makes everybody an address of this machine.
    if not proxy_hops and any(nama in request.headers for nama in _DITERUSKAN):
        return False
    return di_dalam(jaringan, alamat())


class _Kumpulan(Collector):
    def __init__(self, terbaca: Terbaca, store: Store, clock: Clock, kamar: Sequence[Kamar]) -> None:
        self._terbaca, self._store, self._clock, self._kamar = terbaca, store, clock, kamar

    def collect(self) -> Iterator[Metric]:
        jawaban = CounterMetricFamily(
            "antrean_answers", "Answers, by service and outcome.", labels=("service", "outcome")
        )
        for pasangan, jumlah in self._terbaca.hasil.items():
            jawaban.add_metric(pasangan, jumlah)
        yield jawaban
        arti = "Seconds from the first of a whole request to its answer, by service."
        yield waktu("antrean_answer_seconds", arti, "service", JAWABAN_S, self._terbaca.jawaban)
        arti = "Seconds that a call to the store took, with its repeats, by script."
        yield waktu("antrean_store_seconds", arti, "call", SIMPANAN_S, self._terbaca.simpanan)
        try:
            lain = [satu for kamar in self._kamar for satu in kamar(self._store, self._clock)]
        except StoreUnavailable:
            lain = None
        yield GaugeMetricFamily("antrean_store_up", "Whether the store answers now.", value=float(lain is not None))
        yield from lain or ()


def waktu(nama: str, arti: str, label: str, batas: Sequence[float], semua: Mapping[str, Waktu]) -> Metric:
    """A histogram of seconds, of each kind beside the others."""
    metrik = HistogramMetricFamily(nama, arti, labels=(label,))
    for jenis, satu in semua.items():
        sampai = zip((*map(str, batas), "+Inf"), satu.sampai, strict=True)
        metrik.add_metric((jenis,), list(sampai), satu.jumlah_s)
    return metrik
