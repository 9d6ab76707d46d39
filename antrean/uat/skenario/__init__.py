"""Every scenario, in the form's order: by section, the valid ones first."""

from antrean.uat.skenario.ambil import AMBIL
from antrean.uat.skenario.dasar import Skenario
from antrean.uat.skenario.farmasi import FARMASI_AMBIL, FARMASI_STATUS
from antrean.uat.skenario.kunjungan import BATAL, CHECKIN, SISA
from antrean.uat.skenario.operasi import OPERASI_PASIEN, OPERASI_RS
from antrean.uat.skenario.pasien import PASIEN_BARU
from antrean.uat.skenario.token import STATUS, TOKEN

# By the names of antrean.domain.layanan.
BAGIAN: dict[str, tuple[Skenario, ...]] = {
    "token": TOKEN,
    "status": STATUS,
    "ambil": AMBIL,
    "sisa": SISA,
    "batal": BATAL,
    "checkin": CHECKIN,
    "pasien_baru": PASIEN_BARU,
    "operasi_rs": OPERASI_RS,
    "operasi_pasien": OPERASI_PASIEN,
    "farmasi_ambil": FARMASI_AMBIL,
    "farmasi_status": FARMASI_STATUS,
}
