-- farmasi_ambil: gives a booking its number at the pharmacy, in the line of its kind of prescription. Again: the same.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   farmasi            the date's pharmacy counters
--   racikan            waiting numbers of compounded prescriptions
--   non_racikan        waiting numbers of the others
--   seri               the highest number of each series
--   peristiwa          the event stream
-- ARGV
--   kodebooking        text
--   tanggal            the date of the line, yyyy-mm-dd
--   hari_ini           yyyy-mm-dd, the hospital's date: a booking of a later day has no number yet
--   tanggal_angka      yyyymmdd
--   berakhir           when dated keys expire, epoch s
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
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'KODE_BOOKING_TIDAK_DITEMUKAN'} end
if booking.resep == '' or A.tanggal > A.hari_ini then return {'RESEP_BELUM_TERSEDIA'} end
if booking.farmasi ~= '' then return {'OK', 'jenisresep', booking.resep, 'nomorantrean', booking.farmasi} end

local seri = A.tanggal .. ':' .. booking.resep
local terakhir = redis.call('HGET', K.farmasi, booking.resep .. ':nomor')
local tertinggi, bebas = seri_terakhir(K.seri, seri)
local nomor = math.max(tonumber(terakhir or 0), tertinggi) + 1
if not terakhir and nomor > 1 and not bebas then return {'BUKU_RUSAK'} end

redis.call('HSET', K.farmasi, booking.resep .. ':nomor', nomor)
catat_seri(K.seri, seri, A.tanggal_angka, nomor)
local baris = booking.resep == 'Racikan' and K.racikan or K.non_racikan
redis.call('ZADD', baris, nomor, A.kodebooking)
redis.call('EXPIREAT', K.farmasi, A.berakhir)
redis.call('EXPIREAT', baris, A.berakhir)
booking.farmasi = tostring(nomor)
ubah_booking(K.booking, A.kodebooking, booking, 'farmasi_ambil', A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.farmasi_ambil{kodebooking = A.kodebooking, jenisresep = booking.resep, nomor = nomor})

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'jenisresep', booking.resep, 'nomorantrean', booking.farmasi})
