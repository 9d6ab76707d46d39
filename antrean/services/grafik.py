"""Charts as SVG that stands in a page: figures and our own words, without a person in them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

BIRU, MUDA, JINGGA, HIJAU = "#1f5fa8", "#bcd3ec", "#e08a00", "#3b8f5a"
_LEBAR, _TINGGI = 900, 260
_PANJANG = re.compile(r"([0-9]\.[0-9]{2})[0-9]+")

Titik = Sequence[tuple[int, float | None]]


def kolom(semua: Mapping[str, Sequence[tuple[str, float | None]]], setinggi: float) -> Markup:
    """Columns; of two, what comes second before what comes first: a part before its whole."""
    grafik = kosong()
    for (nama, isi), warna in zip(semua.items(), (MUDA, BIRU) if len(semua) > 1 else (BIRU,), strict=True):
        grafik.add_columns(isi, name=nama, fill_color=warna)
    grafik.add_y_scale(0, setinggi)
    return svg(grafik)


def garis(semua: Mapping[str, Titik], nama: Sequence[str]) -> Markup:
    """Lines over places from 0 on, each with a name; a gap where a value is None. Nothing where all are."""
    ada = [nilai for isi in semua.values() for _, nilai in isi if nilai is not None]
    if not ada:
        return Markup("")
    grafik = kosong()
    for (judul, isi), warna in zip(semua.items(), (BIRU, JINGGA, HIJAU), strict=False):
        titik = [(ke, nilai) for ke, nilai in isi if nilai is not None]
        if len(titik) > 1:
            grafik.add_line(titik, name=judul, stroke_color=warna, width=3)
        elif titik:
            grafik.add_dots(titik, name=judul, fill_color=warna, radius=5)
    tiap = max(len(nama) // 8, 1)
    grafik.add_x_scale(0, max(len(nama) - 1, 1))
    grafik.add_x_axis(ticks=[*range(0, len(nama), tiap)], tick_formatter=lambda ke, *_: nama[int(ke)])
    grafik.add_y_scale(0, max(*ada, 1))
    return svg(grafik)


def kosong() -> Any:
    """A chart with nothing in it yet, as ours look."""
    import leather  # whoever draws nothing needs none of it
    from leather import theme

    theme.background_color = "#ffffff"
    theme.margin = 0.02
    theme.label_color = theme.legend_color = "#333333"
    theme.tick_font_family = theme.legend_font_family = "Liberation Sans, Arial, sans-serif"
    return leather.Chart()


def svg(grafik: Any) -> Markup:
    """A chart as what stands in a page, as wide as that is."""
    polos = _PANJANG.sub(r"\1", grafik.to_svg(width=_LEBAR, height=_TINGGI))
    polos = polos.replace(f'width="{_LEBAR}" height="{_TINGGI}"', f'viewBox="0 0 {_LEBAR} {_TINGGI}"', 1)
    return Markup(polos.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))  # noqa: S704 - of figures, and our words
