-- farmasi_ambil: gives a booking its number at the pharmacy, in the line of its kind of prescription. Again: the same.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   farmasi            today's pharmacy counters
--   racikan            today's waiting numbers of compounded prescriptions
--   non_racikan        waiting numbers of the others
--   seri               the highest number of each series
--   peristiwa          the event stream
-- ARGV
--   kodebooking        text
--   tanggal            its date, yyyy-mm-dd
--   hari_ini           yyyy-mm-dd, the hospital's date: a booking of a later day has no number yet
--   hari_angka         the same as yyyymmdd
--   berakhir           when today's keys expire, epoch s
--   oleh               who asks
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK                 jenisresep nomorantrean
--   KODE_BOOKING_TIDAK_DITEMUKAN
--   RESEP_BELUM_TERSEDIA
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE seri
-- INCLUDE farmasi
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'KODE_BOOKING_TIDAK_DITEMUKAN'} end
if booking.resep == '' or A.tanggal > A.hari_ini then return {'RESEP_BELUM_TERSEDIA'} end
if booking.farmasi ~= '' then return {'OK', 'jenisresep', booking.resep, 'nomorantrean', booking.farmasi} end

local nomor = nomor_berikut(K.farmasi, K.seri, booking.resep, A.hari_ini)
if not nomor then return {'BUKU_RUSAK'} end

antre_di_farmasi({farmasi = K.farmasi, racikan = K.racikan, non_racikan = K.non_racikan, seri = K.seri},
  {tanggal = A.hari_ini, angka = A.hari_angka, berakhir = A.berakhir}, A.kodebooking, booking, nomor)
booking.hari_farmasi = A.hari_ini ~= A.tanggal and A.hari_ini or ''
ubah_booking(K.booking, A.kodebooking, booking, 'farmasi_ambil', A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.farmasi_ambil{kodebooking = A.kodebooking, jenisresep = booking.resep, nomor = nomor})

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'jenisresep', booking.resep, 'nomorantrean', booking.farmasi})
