"""Puts the document together."""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from werkzeug.routing import Rule

from antrean.domain.kunci import tulis_boleh
from antrean.domain.layanan import LAYANAN
from antrean.errors import (
    PASIEN_BARU,
    AntreanError,
    BukanJson,
    Failure,
    IsianSalah,
    IsianTerlaluBesar,
    KesalahanSistem,
    KunciSalah,
    KunciTidakBoleh,
    MetodeSalah,
    PathTidakDikenal,
    PermintaanLain,
    PermintaanTidakTerbaca,
    Refusal,
    StoreUnavailable,
    TerlaluBanyakPercobaan,
    TokenExpired,
)
from antrean.http.isian import Bentuk
from antrean.http.jawaban import Gagal, Masalah, PasienBelumDikenal
from antrean.http.openapi.jawaban import Bentukan, catatan, jawaban
from antrean.http.openapi.operasi import OPERASI, Operasi
from antrean.http.schemas import Permintaan
from antrean.http.simrs.access import boleh_memakai
from antrean.http.simrs.schemas import SatuOperasi

JSON, MASALAH = "application/json", "application/problem+json"
Berhasil = Mapping[int, tuple[str, Bentuk] | None]
TAG = {
    "ws_rs": ("Mobile JKN", "The eleven services of BPJS Antrean Online 2.0, which Mobile JKN calls."),
    "simrs": ("SIMRS", "For the hospital's own systems: SIMRS, kiosk, counter."),
    "": ("Service", "Whether it runs, and what it offers."),
}
SECURITY: Mapping[str, Bentuk] = {
    "token": {"type": "apiKey", "in": "header", "name": "x-token"},
    "username": {"type": "apiKey", "in": "header", "name": "x-username"},
    "password": {"type": "apiKey", "in": "header", "name": "x-password"},
    "kunci": {"type": "http", "scheme": "bearer", "description": "A key from `antrean rs kunci`."},
}
AKSES: Mapping[str, list[Bentuk]] = {
    "ws_rs": [{"token": [], "username": []}],
    "simrs": [{"kunci": []}],
    "": [],
}
BIDANG_PATH: Mapping[str, Bentuk] = {
    "kodebooking": {"type": "string", "minLength": 1, "example": "23112026G003"},
    "tanggal": {"type": "string", "format": "date"},
    "taskid": {"type": "string", "minLength": 1, "example": "5"},
    "norm": {"type": "string", "minLength": 1, "example": "700002"},
}
KUNCI_ULANG: Bentuk = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key again is the same request: it is answered the same, and changes nothing more.",
    "schema": {"type": "string", "maxLength": 255, "pattern": "^[!-~]*$"},
}
KEPALA: Mapping[type[AntreanError], tuple[str, str]] = {
    KunciSalah: ("WWW-Authenticate", "How to come in."),
    MetodeSalah: ("Allow", "The methods that there are."),
    StoreUnavailable: ("Retry-After", "Seconds."),
    TerlaluBanyakPercobaan: ("Retry-After", "Seconds."),
}
KETERANGAN = """The queue-number service behind BPJS Mobile JKN.

Mobile JKN's services answer in an envelope, with HTTP 200 for every outcome that the catalogue knows: metadata.code is
200 for success, 201 for a refusal, 202 where the patient is new. The hospital's own systems get the HTTP status that
fits, and a problem (RFC 9457) for a refusal."""


def susun(app: Flask) -> dict[str, Any]:
    """The document of an app."""
    return _Dokumen(app).susun()


def rute(app: Flask) -> list[Rule]:
    """The routes that are described: of each view the first, for the others are the same under another path."""
    semua: dict[str, Rule] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPERASI:
            semua.setdefault(rule.endpoint, rule)
    return [*semua.values()]


def jalur(rule: Rule) -> str:
    """A route's path as the document writes it."""
    return re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule.rule)


def metode(rule: Rule) -> str:
    """A route's method: each has one."""
    (satu,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return satu


def status_http(kesalahan: type[AntreanError]) -> int:
    """The status of a refusal or failure as the SIMRS door tells it."""
    return kesalahan.problem_status if issubclass(kesalahan, Refusal) else kesalahan.http_status


def _jenis(kesalahan: type[AntreanError]) -> str:
    return f"urn:antrean:{kesalahan.__name__}"


def _pesan(kesalahan: type[AntreanError]) -> str:
    return "(what is wrong with a field)" if kesalahan is IsianSalah else kesalahan.message


def _daftar(semua: Iterable[str]) -> str:
    return "\n".join(f"- {satu}" for satu in semua)


def _jawab(arti: str, jenis: str, skema: Bentuk | None) -> Bentuk:
    return {"description": arti} if skema is None else {"description": arti, "content": {jenis: {"schema": skema}}}


def _skema_isian(_: Any, isian: Any, ret: Bentuk) -> Bentuk:
    """For apispec: what a field itself says, and nothing that is guessed from its class."""
    ret.clear()
    skema: Bentuk = isian.skema()
    return skema


class _Dokumen:
    def __init__(self, app: Flask) -> None:
        self._app = app
        plugin = MarshmallowPlugin(schema_name_resolver=lambda schema: type(schema).__name__)
        self._spec = APISpec(
            "antrean",
            version("antrean"),
            "3.1.0",
            plugins=[plugin],
            info={"description": self._keterangan()},
            servers=[{"url": "./"}],
            tags=[{"name": nama, "description": arti} for nama, arti in TAG.values()],
        )
        assert plugin.converter is not None  # noqa: S101 - APISpec has made it
        plugin.converter.add_attribute_function(_skema_isian)  # type: ignore[no-untyped-call]
        self._bentukan = Bentukan()

    def susun(self) -> dict[str, Any]:
        for nama, skema in SECURITY.items():
            self._spec.components.security_scheme(nama, dict(skema))
        self._permintaan(SatuOperasi())
        for rule in rute(self._app):
            self._spec.path(jalur(rule), operations={metode(rule).lower(): self._operasi(rule)})
        for nama, bentuk in self._bentukan.semua.items():
            self._spec.components.schema(nama, bentuk)
        return self._spec.to_dict()

    def _keterangan(self) -> str:
        own = rute(self._app)
        lain: dict[str, list[str]] = {}
        for rule in self._app.url_map.iter_rules():
            if rule.endpoint.startswith("ws_rs.") and rule not in own:
                judul = LAYANAN[rule.endpoint.removeprefix("ws_rs.")].judul
                lain.setdefault(judul, []).append(f"`{metode(rule)} {rule.rule}`")
        if not lain:
            return KETERANGAN
        semua = _daftar(f"{judul}: {', '.join(jalur)}" for judul, jalur in lain.items())
        return f"{KETERANGAN}\n\nMobile JKN's services are also served under these paths:\n\n{semua}"

    def _operasi(self, rule: Rule) -> Bentuk:
        view, tentang = self._app.view_functions[rule.endpoint], OPERASI[rule.endpoint]
        blueprint, _, nama = rule.endpoint.partition(".")
        pintu = blueprint if blueprint in TAG else ""
        ringkas, _, uraian = catatan(view).partition("\n\n")
        bagian = [tentang.rinci, uraian]
        if pintu == "simrs":
            bagian.append(f"Keys made for: {tulis_boleh(boleh_memakai(view)).replace(',', ', ')}.")
        judul = " ".join(ringkas.replace("`", "").split()).removesuffix(".")
        if pintu == "ws_rs":
            bagian.insert(0, ringkas)
            judul = f"{LAYANAN[nama].bagian}. {LAYANAN[nama].judul}"
        operasi: Bentuk = {
            "operationId": nama if pintu == "ws_rs" else rule.endpoint.replace(".", "_"),
            "tags": [TAG[pintu][0]],
            "summary": judul,
            "description": "\n\n".join(satu for satu in bagian if satu),
            "parameters": [*self._parameter(rule, view, tentang, pintu)],
            "security": [{"username": [], "password": []}] if nama == "token" else AKSES[pintu],
        }
        skema = getattr(view, "schema", None)
        badan = tentang.badan or (skema and self._permintaan(skema))
        if badan:
            contoh = {judul: {"value": isi} for judul, isi in tentang.contoh.items()}
            operasi["requestBody"] = {"required": True, "content": {JSON: {"schema": badan, "examples": contoh}}}
        jawab = {"ws_rs": self._amplop, "simrs": self._masalah, "": self._umum}[pintu]
        operasi["responses"] = jawab(self._berhasil(view, tentang), tentang, rule, bool(badan))
        return operasi

    def _permintaan(self, skema: Permintaan) -> Bentuk:
        """A reference to a marshmallow schema, with what it demands beyond its fields."""
        nama = type(skema).__name__
        components = self._spec.components
        if nama not in components.schemas:
            components.schema(nama, schema=type(skema))
            syarat = {"allOf": [dict(skema.syarat)]} if skema.syarat else {}
            components.schemas[nama] |= {"description": catatan(skema), **syarat}
        return {"$ref": f"#/components/schemas/{nama}"}

    def _parameter(self, rule: Rule, view: Any, tentang: Operasi, pintu: str) -> Iterator[Bentuk]:
        for nama in sorted(rule.arguments):
            yield {"name": nama, "in": "path", "required": True, "schema": BIDANG_PATH[nama]}
        for nama, (arti, skema) in tentang.tanya.items():
            yield {"name": nama, "in": "query", "description": arti, "schema": skema}
        tanya = getattr(view, "tanya", None)
        for nama, isian in tanya.fields.items() if tanya else ():
            yield {"name": nama, "in": "query", "required": isian.required, "schema": {"anyOf": isian.bentuk()}}
        if pintu == "simrs" and metode(rule) != "GET":
            yield KUNCI_ULANG

    def _berhasil(self, view: Any, tentang: Operasi) -> Berhasil:
        """Media type and schema of each success by its status; None for an answer without a body."""
        if tentang.jawab:
            return {200: tentang.jawab}
        return {status: None if tipe is None else (JSON, self._bentukan.dari(tipe)) for status, tipe in jawaban(view)}

    # The answers of each door.

    def _amplop(self, berhasil: Berhasil, tentang: Operasi, _: Rule, berisi: bool) -> Bentuk:
        """Mobile JKN: the envelope, whatever happens."""
        gagal = self._bentukan.dari(Gagal)
        sendiri = [satu for satu in tentang.tolak if issubclass(satu, Failure)]
        tolak = [*((TokenExpired, IsianSalah) if berisi else ()), *(t for t in tentang.tolak if t not in sendiri)]
        baru = [self._bentukan.dari(PasienBelumDikenal)] if any(satu.code == PASIEN_BARU for satu in tolak) else []
        sukses = [isi[1] for isi in berhasil.values() if isi]
        arti = "A success, or a refusal:\n\n" + _daftar(f"{satu.code} {_pesan(satu)}" for satu in tolak)
        semua = {"200": _jawab(arti, JSON, {"oneOf": [*sukses, gagal, *baru]})}
        umum = (PermintaanTidakTerbaca, MetodeSalah, *((IsianTerlaluBesar, BukanJson) if berisi else ()))
        for satu in (*umum, *sendiri, KesalahanSistem, StoreUnavailable):
            semua[str(satu.http_status)] = self._bersama("Gagal", satu, JSON, gagal)
        return semua

    def _masalah(self, berhasil: Berhasil, tentang: Operasi, rule: Rule, berisi: bool) -> Bentuk:
        """The SIMRS door: the status that fits."""
        semua = {
            str(status): _jawab("Nothing to answer.", "", None) if isi is None else _jawab("Done.", *isi)
            for status, isi in berhasil.items()
        }
        umum = (
            *(PermintaanTidakTerbaca, KunciSalah, KunciTidakBoleh, MetodeSalah),
            *((IsianTerlaluBesar, BukanJson) if berisi else ()),
        )
        for satu in (*umum, KesalahanSistem, StoreUnavailable):
            semua[str(satu.http_status)] = self._bersama("Masalah", satu, MASALAH, self._satu_masalah([satu]))
        sendiri: dict[int, list[type[AntreanError]]] = {}
        for tolak in (IsianSalah, PermintaanLain, *tentang.tolak, *((PathTidakDikenal,) if rule.arguments else ())):
            sendiri.setdefault(status_http(tolak), []).append(tolak)
        for status, tolakan in sendiri.items():
            arti = _daftar(f"`{_jenis(satu)}` {_pesan(satu)}" for satu in tolakan)
            semua[str(status)] = _jawab(arti, MASALAH, self._satu_masalah(tolakan))
        return dict(sorted(semua.items()))

    def _umum(self, berhasil: Berhasil, tentang: Operasi, _: Rule, __: bool) -> Bentuk:
        """What belongs to no door: errors come in the envelope."""
        gagal = self._bentukan.dari(Gagal)
        semua = {str(status): _jawab("Done.", *isi) for status, isi in berhasil.items() if isi}
        umum: tuple[type[AntreanError], ...] = (PermintaanTidakTerbaca, MetodeSalah, KesalahanSistem)
        for satu in (*umum, *tentang.tolak):
            semua[str(satu.http_status)] = self._bersama("Gagal", satu, JSON, gagal)
        return semua

    def _satu_masalah(self, tolakan: list[type[AntreanError]]) -> Bentuk:
        jenis = {"type": {"enum": [_jenis(satu) for satu in tolakan]}, "status": {"const": status_http(tolakan[0])}}
        return {"allOf": [self._bentukan.dari(Masalah), {"properties": jenis}]}

    def _bersama(self, awalan: str, kesalahan: type[AntreanError], jenis: str, skema: Bentuk) -> Bentuk:
        """An answer that many operations have."""
        components, nama = self._spec.components, f"{awalan}{kesalahan.__name__}"
        if nama not in components.responses:
            jawab = _jawab(_pesan(kesalahan), jenis, skema)
            if kepala := KEPALA.get(kesalahan):
                jawab["headers"] = {kepala[0]: {"description": kepala[1], "schema": {"type": "string"}}}
            components.response(nama, jawab)
        return {"$ref": f"#/components/responses/{nama}"}
