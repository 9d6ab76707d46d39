-- The hospital's event stream: one entry per change, written by the script that makes the change.
-- What each kind says, `:int` and `:float` where it is no text, is the contract with whoever reads the stream. A kind may
-- get more fields, at its end; an entry of before has not got them. Every cancellation is a `batal`: `taskid` is 99 where
-- task 99 gave the booking up, else 0, as it is where a check-in is no task. `dicatat` is when it was said to be.
-- EVENT ambil: kodebooking
-- EVENT batal: kodebooking alasan taskid:int dicatat:int
-- EVENT checkin: kodebooking datang:int taskid:int
-- EVENT panggil: kodebooking taskid:int dicatat:int
-- EVENT panggil_ulang: kodebooking taskid:int dicatat:int
-- EVENT task: kodebooking taskid:int dicatat:int
-- EVENT task_hapus: kodebooking taskid:int
-- EVENT lewati: kodebooking tempat:float hadir:int
-- EVENT resep: kodebooking jenisresep
-- EVENT farmasi_ambil: kodebooking jenisresep nomor:int
-- EVENT farmasi_panggil: kodebooking jenisresep nomor:int
-- EVENT farmasi_panggil_ulang: kodebooking jenisresep nomor:int
-- EVENT pasien_baru: norm
-- EVENT pasien_lengkap: norm
-- EVENT pasien_impor: jumlah:int
-- EVENT pasien_hapus: norm
-- EVENT pasien_gabung: norm ke
-- EVENT jadwal_impor: jumlah:int dibuang:int
-- EVENT operasi: jumlah:int
-- EVENT operasi_hapus: operasi
-- EVENT pindah: kodebooking kodepoli kodedokter:int jampraktek tempat:float hadir:int
-- EVENT sesi_pindah: sesi ke jumlah:int
-- EVENT sesi_jam: tanggalperiksa kodepoli kodedokter:int jampraktek jampraktekbaru
-- EVENT jadwal_jam: kodepoli kodedokter:int jampraktek jampraktekbaru jumlah:int
-- EVENT libur_tambah: libur
-- EVENT libur_hapus: libur
-- EVENT libur_pulihkan: libur jumlah:int
-- EVENT pulih: kodebooking tempat:float hadir:int
-- EVENT rs_tambah: diubah
-- EVENT rs_atur: diubah
-- EVENT rs_sandi: diubah
-- EVENT kunci_buat: kunci
-- EVENT kunci_cabut: kunci
-- EVENT petugas_ubah: petugas ubah
-- EVENT perangkat_ubah: perangkat ubah
-- EVENT buku_lanjut: seri angka:int
-- EVENT jam_benar:
-- EVENT kode_lama: kodebooking kodelama
-- EVENT kiriman_ditahan: kodebooking langkah kode:int
-- EVENT kiriman_ubah: kodebooking ubah
-- INCLUDE aliran

local PERISTIWA_PALING_SEDIKIT = 10000
local SEHARI_MS = 86400000

-- Adds one entry, an EVENT, and drops those older than `umur` ms; its id. `waktu` is the time of the decision.
local function catat(kunci, umur, waktu, oleh, peristiwa)
  return tambah_entri(kunci, 'urut', umur, PERISTIWA_PALING_SEDIKIT, 'waktu', waktu, 'oleh', oleh, unpack(peristiwa))
end

-- Whether a caller may say what is past: its clock is not ahead of Redis's, which numbered the entry that it has added, by
-- more than a day. Without that, one clock that is fast would drop what is still to come.
local function boleh_membuang(entri, waktu)
  return tonumber(waktu) - tonumber(string.match(entri, '^%d+')) <= SEHARI_MS
end
