"""What is wrong with a certificate, in a sentence with what mends it."""

import socket
import ssl
from urllib.parse import urlsplit

# OpenSSL's X509_V_ERR_…
_KEDALUWARSA, _BELUM_BERLAKU, _NAMA_LAIN, _ALAMAT_LAIN = 10, 9, 62, 64
_SENDIRI = (18, 19)
_TANPA_PENERBIT = (20, 21)


def sebab(error: BaseException) -> str:
    """Why a TLS connection was not made; the library's own words where we have none."""
    satu = _ditolak(error)
    if satu is None:
        return f"sambungan TLS gagal ({_pendek(error)})"
    kode = satu.verify_code
    if kode in _TANPA_PENERBIT:
        return (
            "sertifikat perantara (intermediate) tidak dikirim server, atau penerbitnya tidak dikenal: pasang rantai "
            "lengkap (fullchain) di server web, sebab Mobile JKN tidak mencarinya sendiri"
        )
    if kode in _SENDIRI:
        return "sertifikat ditandatangani sendiri, atau oleh penerbit yang tidak dikenal"
    if kode == _KEDALUWARSA:
        return "sertifikat sudah kedaluwarsa: perbarui"
    if kode == _BELUM_BERLAKU:
        return "sertifikat belum berlaku: periksa jam mesin ini dan sertifikatnya"
    if kode in (_NAMA_LAIN, _ALAMAT_LAIN):
        return "sertifikat untuk nama lain daripada yang di alamat"
    return f"sertifikat ditolak ({_pendek(satu)})"


def kekurangan(url: str, tenggat: float) -> str:
    """What a client that looks at the certificate of a URL would find; empty where it would take it.

    Args:
        tenggat: seconds for it.
    """
    bagian = urlsplit(url)
    tuan = bagian.hostname or ""
    try:
        with (
            socket.create_connection((tuan, bagian.port or 443), timeout=tenggat) as kabel,
            ssl.create_default_context().wrap_socket(kabel, server_hostname=tuan),
        ):
            return ""
    except OSError as error:
        return sebab(error)


def _ditolak(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """The verdict below what a library made of it."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error
        error = error.__cause__ or error.__context__
    return None


def _pendek(error: BaseException) -> str:
    return " ".join(str(error).split())[:120]
