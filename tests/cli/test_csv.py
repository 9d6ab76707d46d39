"""Files as people have them: what is read, and the sentence for each that cannot be."""

import os
from pathlib import Path

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.cli.conftest import Berkas, Cli, isi

HEADER = "kodepoli,namapoli,kodedokter,namadokter,hari,jampraktek,kuotajkn,kuotanonjkn"
BARIS = "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,30,20"
LENGKAP = f"{HEADER}\n{BARIS}\n"
WAJIB = "It must have " + HEADER.replace(",", ", ") + ", and may have huruf, spm."
DIKENAL = "The known ones: " + HEADER.replace(",", ", ") + ", huruf, spm."

pytestmark = pytest.mark.usefixtures("rs")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LENGKAP.encode(), id="plain"),
        pytest.param(LENGKAP.rstrip().encode(), id="no newline at the end"),
        pytest.param(LENGKAP.encode("utf-8-sig"), id="with a BOM"),
        pytest.param(LENGKAP.replace(",", ";").encode(), id="semicolons"),
        pytest.param(LENGKAP.replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"), id="as a spreadsheet saves"),
        pytest.param(LENGKAP.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(LENGKAP.replace("\n", "\r").encode(), id="CR"),
        pytest.param(LENGKAP.replace("\n", "\n\n , ,,\n\r\n").encode(), id="blank lines"),
        pytest.param(LENGKAP.replace(",", " , ").encode(), id="spaces around cells"),
        pytest.param((HEADER.upper() + "\n" + BARIS).encode(), id="header in capitals"),
        pytest.param(('"' + LENGKAP.replace(",", '","').replace("\n", '"\n"') + '"').encode(), id="all quoted"),
        pytest.param(f"{HEADER},spm,huruf\n{BARIS},,\n".encode(), id="optional columns left empty"),
        pytest.param(f"{HEADER},,\n{BARIS},,\n".encode(), id="columns without a name and without a value"),
        pytest.param(f"{HEADER}\n{BARIS}, ,\n".encode(), id="empty cells behind the last"),
        pytest.param(b"sep=;\r\n" + LENGKAP.replace(",", ";").encode(), id="sep= as a spreadsheet writes"),
        pytest.param(LENGKAP.replace(",", "\t").encode(), id="tabs"),
        pytest.param(LENGKAP.replace("12345", '="12345"').encode(), id="a formula that keeps a text"),
        pytest.param(LENGKAP.replace("12345", '"=""12345"""').encode(), id="the same, quoted"),
        pytest.param(LENGKAP.replace("12345", "'12345").encode(), id="an apostrophe that keeps a text"),
        pytest.param(f"{HEADER},spm,huruf\n{BARIS},NULL,\\N\n".encode(), id="a database's nothing"),
        pytest.param(LENGKAP.replace("08:00-16:00", "08:00:00 – 16:00:00").encode(), id="hours as Khanza has them"),
        pytest.param(
            b"hari,kodepoli,namapoli,kodedokter,namadokter,jampraktek,kuotajkn,kuotanonjkn\n"
            b"1,ANA,Anak,12345,Dr. Hendra,08:00-16:00,30,20\n",
            id="columns in another order",
        ),
    ],
)
def test_these_files_say_all_the_same(text: bytes, cli: Cli, berkas: Berkas, store: Store, rs: RumahSakit) -> None:
    hasil = cli("jadwal", "impor", berkas(text))
    assert (hasil.code, hasil.err) == (0, "")
    jadwal = store.jadwal.baca(rs.kode)
    ((bagian, (baris,)),) = jadwal.baris.items()
    assert bagian == ("1", "ANA")
    assert (str(baris.slot), baris.kuotajkn, baris.kuotanonjkn) == ("ANA:12345:08:00-16:00", 30, 20)
    assert (jadwal.poli, jadwal.dokter) == ({"ANA": "Anak"}, {12345: "Dr. Hendra"})


@pytest.mark.parametrize(
    "line, name",
    [
        ('ANA,Anak,12345,"Dr. Hendra, Sp.A",1,08:00-16:00,30,20', "Dr. Hendra, Sp.A"),
        ('ANA,Anak,12345,"Dr. \\"Hen\\" Dra",1,08:00-16:00,30,20', 'Dr. "Hen" Dra'),
        ("ANA,Anak,12345,'Abdul,1,08:00-16:00,30,20", "'Abdul"),
        ('ANA,Anak,12345,"Dr. ""Hen"" Dra",1,08:00-16:00,30,20', 'Dr. "Hen" Dra'),
        ('ANA,Anak,12345,"\nDr. Hendra\n",1,08:00-16:00,30,20', "Dr. Hendra"),
        ("ANA,Anak,12345,Dr. Zoë Łoś,1,08:00-16:00,30,20", "Dr. Zoë Łoś"),
        ("ANA,Anak,12345,Dr; Hendra,1,08:00-16:00,30,20", "Dr; Hendra"),
    ],
)
def test_a_cell_keeps_what_is_in_it(
    line: str, name: str, cli: Cli, berkas: Berkas, store: Store, rs: RumahSakit
) -> None:
    assert cli("jadwal", "impor", berkas(f"{HEADER}\n{line}\n")).code == 0
    assert store.jadwal.baca(rs.kode).dokter == {12345: name}


def test_a_semicolon_file_may_have_commas_in_its_cells(cli: Cli, berkas: Berkas, store: Store, rs: RumahSakit) -> None:
    baris = BARIS.replace(",", ";").replace("Dr. Hendra", "Dr. Hendra, Sp.A, M.Kes")
    assert cli("jadwal", "impor", berkas(f"{HEADER.replace(',', ';')}\n{baris}\n")).code == 0
    assert store.jadwal.baca(rs.kode).dokter == {12345: "Dr. Hendra, Sp.A, M.Kes"}


SALAH: list[tuple[str, bytes, str]] = [
    ("empty", b"", f" is empty: its first line must be the header {HEADER}."),
    ("only a BOM", b"\xef\xbb\xbf", f" is empty: its first line must be the header {HEADER}."),
    ("blank first line", b"\n" + LENGKAP.encode(), f" is empty: its first line must be the header {HEADER}."),
    ("header only", HEADER.encode() + b"\n", " has a header and no rows. Nothing was changed."),
    ("header and blank lines", HEADER.encode() + b"\n\n,,,\n", " has a header and no rows. Nothing was changed."),
    ("no header", BARIS.encode(), f" line 1: the header lacks {HEADER.replace(',', ', ')}. {WAJIB}"),
    (
        "missing column",
        LENGKAP.replace(",hari", "").encode(),
        f" line 1: the header lacks hari. {WAJIB}",
    ),
    (
        "unknown column",
        LENGKAP.replace("kuotanonjkn", "kuotanonjkn,ruang").encode(),
        f" line 1: the column 'ruang' is not known. {DIKENAL}",
    ),
    (
        "column without a name and with values",
        f"{HEADER},\n{BARIS},1\n".encode(),
        " line 2: it has 9 cells, the header 8. Nothing was changed.",
    ),
    (
        "column twice",
        LENGKAP.replace("kuotanonjkn", "kuotanonjkn,hari").encode(),
        " line 1: the column hari is there twice.",
    ),
    (
        "too few cells",
        f"{HEADER}\n{BARIS}\nANA,Anak\n".encode(),
        " line 3: it has 2 cells, the header 8. Nothing was changed.",
    ),
    (
        "too many cells",
        f"{HEADER}\n{BARIS}\n{BARIS},1\n".encode(),
        " line 3: it has 9 cells, the header 8. Nothing was changed.",
    ),
    (
        "Latin-1",
        f"{HEADER}\n{BARIS}\n{BARIS.replace('Hendra', 'Zoë')}\n".encode("latin-1"),
        " line 3: the byte 0xeb is not UTF-8. Save the file as `CSV UTF-8`. Nothing was changed.",
    ),
    (
        "Latin-1 far down",
        f"{HEADER}\n{BARIS}\n{chr(10) * 100_000}{BARIS.replace('Hendra', 'Zoë')}\n".encode("latin-1"),
        " line 100003: the byte 0xeb is not UTF-8. Save the file as `CSV UTF-8`. Nothing was changed.",
    ),
    (
        "Latin-1 with CR",
        f"{HEADER}\r{BARIS}\r{BARIS.replace('Hendra', 'Zoë')}\r".encode("latin-1"),
        " line 3: the byte 0xeb is not UTF-8. Save the file as `CSV UTF-8`. Nothing was changed.",
    ),
    (
        "UTF-16",
        LENGKAP.encode("utf-16"),
        " line 1: the byte 0xff is not UTF-8. Save the file as `CSV UTF-8`. Nothing was changed.",
    ),
    (
        "a character cut off at the end",
        LENGKAP.encode() + "ë".encode()[:1],
        " line 3: the byte 0xc3 is not UTF-8. Save the file as `CSV UTF-8`. Nothing was changed.",
    ),
    (
        "NUL",
        LENGKAP.replace("Anak", "An\0ak").encode(),
        " line 2, column namapoli, value 'An\\x00ak': it takes 1 to 100 printable characters. Nothing was changed.",
    ),
    (
        "NUL in the header",
        LENGKAP.replace("hari", "ha\0ri").encode(),
        f" line 1: the header lacks hari. {WAJIB}",
    ),
    (
        "a fault after cells and lines that take more than one",
        f"{HEADER}\n{BARIS.replace('Anak', chr(34) + 'Anak' + chr(10) + chr(34))}\n\nANA,Anak,x,y,1,1,1,1\n".encode(),
        " line 5, column kodedokter, value 'x': it takes a whole number from 0 to 999999999999. Nothing was changed.",
    ),
    (
        "unclosed quote",
        f"{HEADER}\n{BARIS}\n{BARIS.replace('Anak', chr(34) + 'Anak')}\n{BARIS}\n{BARIS}\n".encode(),
        " line 3: this is not CSV: unexpected end of data.",
    ),
    (
        "unclosed quote in the header",
        LENGKAP.replace("namapoli", '"namapoli').encode(),
        " line 1: this is not CSV: unexpected end of data.",
    ),
    (
        "text after a quote",
        LENGKAP.replace("Anak", '"Anak"x').encode(),
        """ line 2: this is not CSV: ',' expected after '"'.""",
    ),
    (
        "huge cell",
        LENGKAP.replace("Anak", "A" * 200_000).encode(),
        " line 2: this is not CSV: field larger than field limit (131072).",
    ),
    (
        "huge cell in the header",
        LENGKAP.replace("namapoli", "n" * 200_000).encode(),
        " line 1: this is not CSV: field larger than field limit (131072).",
    ),
    (
        "large cell",
        LENGKAP.replace("Anak", "A" * 100_000).encode(),
        f" line 2, column namapoli, value '{'A' * 60}…': it takes 1 to 100 printable characters. Nothing was changed.",
    ),
]


@pytest.mark.parametrize("text, sentence", [salah[1:] for salah in SALAH], ids=[salah[0] for salah in SALAH])
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    text: bytes, sentence: str, cli: Cli, berkas: Berkas, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    path = berkas(text)
    hasil = cli("jadwal", "impor", path)
    assert (hasil.code, hasil.out, hasil.err) == (2, "", f"antrean: {path}{sentence}\n")
    assert isi(real_redis) == before


def test_a_file_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    hasil = cli("jadwal", "impor", tmp_path / "x.csv")
    assert (hasil.code, hasil.err) == (2, f"antrean: {tmp_path}/x.csv cannot be read: No such file or directory.\n")


def test_a_directory_is_no_file(cli: Cli, tmp_path: Path) -> None:
    hasil = cli("jadwal", "impor", tmp_path)
    sentence = "cannot be read: it is no regular file. Save the rows to a file first."
    assert (hasil.code, hasil.err) == (2, f"antrean: {tmp_path} {sentence}\n")


def test_a_pipe_is_no_file_because_it_cannot_be_read_twice(cli: Cli, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa")
    hasil = cli("jadwal", "impor", tmp_path / "pipa")
    sentence = "cannot be read: it is no regular file. Save the rows to a file first."
    assert (hasil.code, hasil.err) == (2, f"antrean: {tmp_path}/pipa {sentence}\n")


@pytest.mark.parametrize("words", [("jadwal", "impor"), ("pasien", "impor")])
def test_every_import_reads_its_file_in_the_same_way(words: tuple[str, str], cli: Cli, berkas: Berkas) -> None:
    path = berkas(b"\xff")
    hasil = cli(*words, path)
    sentence = "line 1: the byte 0xff is not UTF-8. Save the file as `CSV UTF-8`. Nothing was changed."
    assert (hasil.code, hasil.err) == (2, f"antrean: {path} {sentence}\n")
