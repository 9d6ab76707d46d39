#!/bin/sh
# antrean beside SIMRS-Khanza: a MariaDB with a sample hospital in Khanza's form, the connector between the two, a booking
# by Mobile JKN that stands in reg_periksa, a walk-in who is registered and examined in Khanza, and what became of it here
# and at BPJS. Nothing of it is real, and all of it is stopped at the end; its logs and data stay in FOLDER.
#
#   sh examples/khanza.sh                 from a clone; the first time .venv is made
#   FOLDER=/var/tmp/khanza PORT=8000 PORT_BPJS=8001: where
#
# It needs mariadbd (apt-get install mariadb-server), curl and a POSIX shell.
set -eu
cd "$(dirname "$0")/.."
SISTEM=khanza
BASISDATA=sik
SQL_MODE=STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION
. examples/sana.sh

say "Mobile JKN books; the row stands in Khanza's list"
SATU=$(jkn /antrean/ambil "{$SESI, \"nomorkartu\": \"1000000000001\", \"nik\": \"3200000000000001\",
  \"nohp\": \"081234567890\", \"jeniskunjungan\": 1, \"nomorreferensi\": \"0001R0040116A000001\"}" | field kodebooking)
tunggu "the registration" satu "SELECT no_rawat FROM referensi_mobilejkn_bpjs WHERE nobooking='$SATU'"
sana "SELECT no_reg, no_rawat, jam_reg, kd_dokter, no_rkm_medis, kd_poli, stts, kd_pj FROM reg_periksa"
sana "SELECT nobooking, no_rawat, nomorantrean, angkaantrean, status, statuskirim FROM referensi_mobilejkn_bpjs"

say "The patient comes, and checks in by Mobile JKN"
jkn /antrean/checkin "{\"kodebooking\": \"$SATU\", \"waktu\": $(date +%s)000}"
tunggu "the check-in" satu "SELECT 1 FROM referensi_mobilejkn_bpjs WHERE status='Checkin'"
sana "SELECT nobooking, status, validasi FROM referensi_mobilejkn_bpjs"

say "Somebody without a booking and without BPJS registers at Khanza's counter, and has number 2 here too"
NO_RAWAT=$(date +%Y/%m/%d)/000002
isi "INSERT INTO reg_periksa (no_reg, no_rawat, tgl_registrasi, jam_reg, kd_dokter, no_rkm_medis, kd_poli, p_jawab, almt_pj,
  hubunganpj, biaya_reg, stts, stts_daftar, status_lanjut, kd_pj, umurdaftar, sttsumur, status_bayar, status_poli)
  VALUES ('002', '$NO_RAWAT', CURDATE(), CURTIME(), 'D0000001', '000002', 'U0001', 'Siti', 'Jl. Veteran 1',
  'ISTRI', 10000, 'Belum', 'Lama', 'Ralan', 'UMU', 36, 'Th', 'Belum Bayar', 'Lama')"
kode_dua() { simrs GET "/antrean?tanggal=$TANGGAL" | grep -o '"kodebooking":"[^"]*"' | grep -v "$SATU"; }
tunggu "the walk-in" kode_dua
DUA=$(kode_dua | field kodebooking)
simrs GET "/antrean/$DUA"

say "There the file is received, the doctor examines and prescribes, the pharmacy validates and hands over"
sleep 1
isi "INSERT INTO pemeriksaan_ralan (no_rawat, tgl_perawatan, jam_rawat, tensi, keluhan, pemeriksaan, penilaian, nip)
  VALUES ('$NO_RAWAT', CURDATE(), CURTIME(), '120/80', 'Batuk', '-', '-', 'D0000001')"
sleep 1
isi "INSERT INTO resep_obat VALUES (CONCAT(DATE_FORMAT(NOW(), '%Y%m%d'), '0001'), '0000-00-00', '00:00:00', '$NO_RAWAT',
  'D0000001', CURDATE(), CURTIME(), 'ralan', '0000-00-00', '00:00:00')"
isi "UPDATE reg_periksa SET stts='Sudah' WHERE no_rawat='$NO_RAWAT'"
tunggu "the examination" punya_task 5
sleep 1
isi "UPDATE resep_obat SET tgl_perawatan=CURDATE(), jam=CURTIME()"
sleep 1
isi "UPDATE resep_obat SET tgl_penyerahan=CURDATE(), jam_penyerahan=CURTIME()"
tunggu "the medicine" punya_task 7

say "Its tasks here"
simrs GET "/antrean/$DUA"

say "And at BPJS"
tunggu "BPJS" bpjs_tahu
"$ANTREAN" bpjs lihat --tanggal "$TANGGAL"

say "Their book and ours are one"
"$ANTREAN" konektor banding --tanggal "$TANGGAL"
"$ANTREAN" konektor lihat
