#!/bin/sh
# antrean beside mLITE: a MariaDB with a sample hospital in mLITE's form, the connector between the two, a booking by Mobile
# JKN that stands in booking_registrasi and after the check-in in reg_periksa, a walk-in who is registered and examined in
# mLITE, and what became of it here and at BPJS. Nothing of it is real, and all of it is stopped at the end; its logs and
# data stay in FOLDER.
#
#   sh examples/mlite.sh                 from a clone; the first time .venv is made
#   FOLDER=/var/tmp/mlite PORT=8000 PORT_BPJS=8001: where
#
# It needs mariadbd (apt-get install mariadb-server), curl and a POSIX shell.
set -eu
cd "$(dirname "$0")/.."
SISTEM=mlite
BASISDATA=mlite
SQL_MODE= # mLITE wants none
. examples/sana.sh

say "Mobile JKN books; the row stands in mLITE's list of bookings"
SATU=$(jkn /antrean/ambil "{$SESI, \"nomorkartu\": \"1000000000001\", \"nik\": \"3200000000000001\",
  \"nohp\": \"081234567890\", \"jeniskunjungan\": 1, \"nomorreferensi\": \"0001R0040116A000001\"}" | field kodebooking)
tunggu "the booking" satu "SELECT no_reg FROM booking_registrasi"
sana "SELECT no_reg, no_rkm_medis, tanggal_periksa, kd_dokter, kd_poli, waktu_kunjungan, status FROM booking_registrasi"
sana "SELECT kodebooking, nomor_referensi, status_kirim FROM mlite_antrian_referensi"

say "The patient checks in by Mobile JKN, and is registered there"
jkn /antrean/checkin "{\"kodebooking\": \"$SATU\", \"waktu\": $(date +%s)000}"
tunggu "the registration" satu "SELECT no_rawat FROM reg_periksa"
sana "SELECT no_reg, no_rawat, jam_reg, kd_dokter, no_rkm_medis, kd_poli, stts, kd_pj FROM reg_periksa"
sana "SELECT no_rawat, status, dikirim FROM mutasi_berkas"

say "Somebody without a booking and without BPJS registers at mLITE's desk, and has number 2 here too"
NO_RAWAT=$(date +%Y/%m/%d)/000002
isi "INSERT INTO reg_periksa (no_reg, no_rawat, tgl_registrasi, jam_reg, kd_dokter, no_rkm_medis, kd_poli, p_jawab, almt_pj,
  hubunganpj, biaya_reg, stts, stts_daftar, status_lanjut, kd_pj, umurdaftar, sttsumur, status_bayar, status_poli)
  VALUES ('002', '$NO_RAWAT', CURDATE(), CURTIME(), 'D0000001', '000002', 'U0001', 'Siti', 'Jl. Veteran 1',
  'ISTRI', 10000, 'Belum', 'Lama', 'Ralan', 'UMU', 36, 'Th', 'Belum Bayar', 'Lama')"
kode_dua() { simrs GET "/antrean?tanggal=$TANGGAL" | grep -o '"kodebooking":"[^"]*"' | grep -v "$SATU"; }
tunggu "the walk-in" kode_dua
DUA=$(kode_dua | field kodebooking)
simrs GET "/antrean/$DUA"

say "There the file is sent and received, the doctor examines and prescribes, the pharmacy validates"
isi "INSERT INTO mutasi_berkas VALUES ('$NO_RAWAT', 'Sudah Dikirim', NOW(), 0, 0, 0, 0)"
sleep 1
isi "UPDATE mutasi_berkas SET status='Sudah Diterima', diterima=NOW() WHERE no_rawat='$NO_RAWAT'"
sleep 1
isi "INSERT INTO pemeriksaan_ralan (no_rawat, tgl_perawatan, jam_rawat, tensi, keluhan, pemeriksaan, penilaian, nip)
  VALUES ('$NO_RAWAT', CURDATE(), CURTIME(), '120/80', 'Batuk', '-', '-', 'D0000001')"
sleep 1
isi "INSERT INTO resep_obat VALUES (CONCAT(DATE_FORMAT(NOW(), '%Y%m%d'), '0001'), '0000-00-00', '00:00:00', '$NO_RAWAT',
  'D0000001', CURDATE(), CURTIME(), 'ralan', '0000-00-00', '00:00:00')"
isi "UPDATE reg_periksa SET stts='Sudah' WHERE no_rawat='$NO_RAWAT'"
sleep 1
isi "UPDATE resep_obat SET tgl_perawatan=CURDATE(), jam=CURTIME()"
tunggu "the medicine" punya_task 7

say "Its tasks here"
simrs GET "/antrean/$DUA"

say "And at BPJS"
tunggu "BPJS" bpjs_tahu
"$ANTREAN" bpjs lihat --tanggal "$TANGGAL"

say "Their book and ours are one"
"$ANTREAN" konektor banding --tanggal "$TANGGAL"
"$ANTREAN" konektor lihat
