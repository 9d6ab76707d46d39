"""Answer types as JSON Schema: the return annotation of a view says what it answers, for mypy and for the document."""

import types
from collections.abc import Callable, Iterator, Mapping
from inspect import cleandoc, unwrap
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from antrean.http.isian import Bentuk

AWALAN = "Jawaban"
_DASAR: Mapping[Any, Bentuk] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Any: {},
}


def catatan(punya: Any) -> str:
    """A docstring as Markdown."""
    return cleandoc(punya.__doc__ or "").replace("``", "`")


def jawaban(view: Callable[..., Any]) -> Iterator[tuple[int, Any]]:
    """HTTP status and type of each success of a view; the type is None where there is no body."""
    hasil = get_type_hints(unwrap(view), include_extras=True)["return"]
    for satu in get_args(hasil) if get_origin(hasil) in (Union, types.UnionType) else (hasil,):
        if get_origin(satu) is tuple:
            tipe, status = get_args(satu)
            yield get_args(status)[0], None if tipe == Literal[""] else tipe
        else:
            yield 200, satu


class Bentukan:
    """The JSON Schemas of types; ``semua`` has those with a name, for a document's components."""

    def __init__(self) -> None:
        self.semua: dict[str, Bentuk] = {}
        self._tipe: dict[str, Any] = {}

    def dari(self, tipe: Any, isi: Mapping[Any, Any] = types.MappingProxyType({})) -> Bentuk:
        """A type's schema; ``isi`` says what type variables stand for."""
        asal, bagian = get_origin(tipe), get_args(tipe)
        if isinstance(tipe, TypeVar):
            return self.dari(isi[tipe])
        if asal is NotRequired:
            return self.dari(bagian[0], isi)
        if asal is Annotated:
            bentuk = self.dari(bagian[0], isi)
            for satu in bagian[1:]:
                tambahan = satu() if callable(satu) else satu
                bentuk = {**bentuk, **({"description": tambahan} if isinstance(tambahan, str) else tambahan)}
            return bentuk
        if asal is Literal:
            return {"const": bagian[0]} if len(bagian) == 1 else {"enum": [*bagian]}
        if asal in (Union, types.UnionType):
            return {"anyOf": [self.dari(satu, isi) for satu in bagian]}
        if asal is list:
            return {"type": "array", "items": self.dari(bagian[0], isi)}
        if is_typeddict(asal):
            return self._objek(asal, dict(zip(asal.__parameters__, bagian, strict=True)))
        if asal is not None and issubclass(asal, Mapping):
            return {"type": "object", "additionalProperties": self.dari(bagian[1], isi)}
        return self._bernama(tipe) if is_typeddict(tipe) else dict(_DASAR[tipe])

    def _bernama(self, tipe: Any) -> Bentuk:
        nama = f"{AWALAN}{tipe.__name__}"
        if self._tipe.setdefault(nama, tipe) is not tipe:
            raise TypeError(f"two answers are called {tipe.__name__}")
        if nama not in self.semua:
            self.semua[nama] = {}  # it has its place before those it is made of
            self.semua[nama] = self._objek(tipe, {})
        return {"$ref": f"#/components/schemas/{nama}"}

    def _objek(self, tipe: Any, isi: Mapping[Any, Any]) -> Bentuk:
        bidang = get_type_hints(tipe, include_extras=True)
        return {
            "type": "object",
            "description": catatan(tipe),
            "required": [nama for nama in bidang if nama in tipe.__required_keys__],
            "properties": {nama: self.dari(satu, isi) for nama, satu in bidang.items()},
            "additionalProperties": False,
        }
