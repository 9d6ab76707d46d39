"""What stands before a view: the token, and the body as its schema reads it."""

from collections.abc import Callable
from functools import wraps
from json import loads
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from antrean.domain.antrean import MOBILE_JKN
from antrean.errors import BukanJson, PermintaanTidakTerbaca, TokenExpired
from antrean.http.context import alamat, enter_hospital, parts, permohonan
from antrean.http.schemas import Permintaan

_SHORT = 16 * 1024

View = Callable[..., ResponseReturnValue]


def with_token(view: View) -> View:
    """Let only a valid token of its own username and password through; the request becomes its hospital's.

    Raises:
        TokenExpired: for anything else, and from a network that the hospital does not list.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        username, own = header("x-username"), parts()
        tiket = own.tokens.baca(header("x-token"), username)
        rs = own.direktori.cari(tiket.kode)
        if rs is None or not tiket.berlaku_bagi(rs):
            raise TokenExpired("the hospital's password or username is another now")
        if (daftar := rs.kebijakan.jaringan) and not own.penjaga.boleh(rs.kode, "jaringan", daftar, alamat()):
            raise TokenExpired("not from a network of the policy jaringan")
        enter_hospital(rs, MOBILE_JKN)
        return view(*args, **kwargs)

    return guarded


def with_body(schema: Permintaan) -> Callable[[View], View]:
    """Give the view what the schema makes of the body, whatever its content type says: clients differ in it.

    Raises:
        BukanJson: the body is not a JSON object.
        IsianSalah: a field is missing or malformed.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            isi = permohonan().isi = schema.baca(json_object())
            return view(isi, *args, **kwargs)

        guarded.schema = schema  # type: ignore[attr-defined]  # the API document asks for it
        guarded.berisi = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def header(name: str) -> str:
    """A request header as text: UTF-8 where its bytes are that, else as they are."""
    value: str = permohonan().environ.get(f"HTTP_{name.upper().replace('-', '_')}", "")
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def json_object() -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        BukanJson: it is none.
    """
    try:
        body = loads(whole_body())
    except (ValueError, RecursionError) as error:
        raise BukanJson from error
    if not isinstance(body, dict):
        raise BukanJson
    return body


def whole_body() -> bytes:
    """The body as it was sent.

    Raises:
        PermintaanTidakTerbaca: its HTTP is broken.
    """
    satu = permohonan()
    if satu.badan is None:
        satu.badan = _read_body()
    return satu.badan


def _read_body() -> bytes:
    environ = permohonan().environ
    length = environ.get("CONTENT_LENGTH", "")
    try:
        # Most are short and say how long they are: they need none of what Flask has for the others.
        if length.isdecimal() and int(length) <= _SHORT and "HTTP_TRANSFER_ENCODING" not in environ:
            short: bytes = environ["wsgi.input"].read(int(length))
            return short
        body = request.get_data(cache=False)
        if "HTTP_TRANSFER_ENCODING" in environ:
            request.stream.read(1)  # raises where a body in chunks is larger than the limit: get_data cuts it off
    except HTTPException:
        raise
    except Exception as error:  # the server's own word for a body that is no HTTP
        raise PermintaanTidakTerbaca from error
    return body
