"""What the SIMRS door says of what BPJS is told. ``create_app`` hangs it there: the door itself does not know it."""

from typing import Annotated, TypedDict, cast

from flask import Blueprint, request

from antrean.bpjs import layanan
from antrean.bpjs.langkah import Keadaan, Kiriman
from antrean.domain.identitas import rapikan
from antrean.errors import IsianSalah, KodeBookingTidakDitemukan
from antrean.http.context import hari_ini, konteks, parts, rumah_sakit
from antrean.http.jawaban import Cacah, Milidetik
from antrean.http.simrs.access import tanggal_dari, untuk
from antrean.http.simrs.jawaban import Zona
from antrean.services.kode import kode_sini

KEADAAN = (Keadaan.TERKIRIM, Keadaan.MENUNGGU, Keadaan.DITAHAN, Keadaan.DILEPAS)

door = Blueprint("kiriman", __name__)


class LangkahKiriman(TypedDict):
    """One thing that BPJS has to hear."""

    jenis: Annotated[str, "add, task1 to task7, task99, farmasi, batal or pulih."]
    waktu: Milidetik
    keadaan: Annotated[str, {"enum": [*map(str, Keadaan)]}]
    percobaan: Annotated[Cacah, "How often it was tried."]
    kode: Annotated[Cacah, "Of BPJS's last answer; 0: there was none."]
    pesan: Annotated[str, "BPJS's words, or ours where we hold it."]
    pada: Annotated[int, "Epoch milliseconds since when it stands so."]


class SatuKiriman(TypedDict):
    """A booking as BPJS is told of it."""

    kodebooking: str
    keadaan: Annotated[str, {"enum": [*map(str, KEADAAN)]}]
    berikut: Annotated[str | None, "The step that is next; null: none."]
    pesan: Annotated[str, "Why that one is held, or what went wrong last."]
    sisahari: Annotated[int | None, "Days that BPJS still takes it; null: nothing is left to send."]
    langkah: list[LangkahKiriman]
    zona: Zona


class DaftarKiriman(TypedDict):
    """Those of a day."""

    kiriman: list[SatuKiriman]


@door.get("/kiriman")
@untuk("loket")
def daftar() -> DaftarKiriman:
    """What BPJS has been told of a day's bookings, what waits, and what is held."""
    tanggal = tanggal_dari("tanggal", request.args["tanggal"]) if request.args.get("tanggal") else hari_ini()
    keadaan = rapikan(request.args.get("keadaan", ""))
    if keadaan and keadaan not in KEADAAN:
        raise IsianSalah(f"keadaan harus salah satu dari: {', '.join(KEADAAN)}", "keadaan")
    semua = layanan.simpanan(parts().store).pada(rumah_sakit().kode, tanggal)
    return {"kiriman": [_isi(satu) for satu in semua if keadaan in ("", satu.keadaan)]}


@door.post("/kiriman/<kodebooking>/ulang")
@untuk("loket")
def ulang(kodebooking: str) -> SatuKiriman:
    """Send a booking again, after what BPJS refused was mended."""
    kode = kode_sini(konteks(), kodebooking)
    if layanan.ubah(konteks(), kode, "ulang", "") is None:
        raise KodeBookingTidakDitemukan
    satu = layanan.simpanan(parts().store).baca(rumah_sakit().kode, kode)
    if satu is None:
        raise KodeBookingTidakDitemukan
    return _isi(satu)


def _isi(satu: Kiriman) -> SatuKiriman:
    return cast(SatuKiriman, {**layanan.isi_kiriman(satu, hari_ini()), "zona": rumah_sakit().zona})
