-- resep: says which kind of prescription a booking has. While its number at the pharmacy waits, the number is given back,
-- and it gets one of the other kind.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   farmasi            today's pharmacy counters
--   racikan            today's waiting numbers of compounded prescriptions
--   non_racikan        today's waiting numbers of the others
--   farmasi_dulu       the same three of `hari`
--   racikan_dulu       likewise
--   non_racikan_dulu   likewise
--   seri               the highest number of each series
--   peristiwa          the event stream
-- ARGV
--   kodebooking        text
--   jenisresep         Racikan or Non Racikan
--   tanggal            the booking's date, yyyy-mm-dd
--   hari               the day that its number is thought to be of, if it has one
--   hari_ini           yyyy-mm-dd, the hospital's date
--   hari_angka         the same as yyyymmdd
--   berakhir           when today's keys expire, epoch s
--   oleh               who asks
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   ANTREAN_TIDAK_DITEMUKAN
--   FARMASI_SUDAH_DIAMBIL
--   HARI_LAIN          hari
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE seri
-- INCLUDE farmasi
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if booking.resep == A.jenisresep then return {'OK'} end
local hari = hari_nomor(booking, A.tanggal)
if hari ~= '' and hari ~= A.hari then return {'HARI_LAIN', 'hari', hari} end
local dulu = booking.resep == 'Racikan' and K.racikan_dulu or K.non_racikan_dulu
if hari ~= '' and not redis.call('ZSCORE', dulu, A.kodebooking) then return {'FARMASI_SUDAH_DIAMBIL'} end
local nomor = hari ~= '' and nomor_berikut(K.farmasi, K.seri, A.jenisresep, A.hari_ini)
if nomor == nil then return {'BUKU_RUSAK'} end

if nomor then
  redis.call('ZREM', dulu, A.kodebooking)
  redis.call('HDEL', K.farmasi_dulu, booking.resep .. ':' .. booking.farmasi)
end
booking.resep = A.jenisresep
ubah_booking(K.booking, A.kodebooking, booking, 'resep', A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.resep{kodebooking = A.kodebooking, jenisresep = A.jenisresep})
if nomor then
  antre_di_farmasi({farmasi = K.farmasi, racikan = K.racikan, non_racikan = K.non_racikan, seri = K.seri},
    {tanggal = A.hari_ini, angka = A.hari_angka, berakhir = A.berakhir}, A.kodebooking, booking, nomor)
  booking.hari_farmasi = A.hari_ini ~= A.tanggal and A.hari_ini or ''
  ubah_booking(K.booking, A.kodebooking, booking, 'farmasi_ambil', A.sekarang, A.oleh)
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
    EVENT.farmasi_ambil{kodebooking = A.kodebooking, jenisresep = booking.resep, nomor = nomor})
end

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
