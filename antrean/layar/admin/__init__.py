"""``/admin``: schedule, closed days, staff, devices, keys, audit log; a module for each."""

from antrean.layar.admin import audit, jadwal, kunci, libur, perangkat, petugas

KAMAR = (jadwal.kamar, libur.kamar, petugas.kamar, perangkat.kamar, kunci.kamar, audit.kamar)
