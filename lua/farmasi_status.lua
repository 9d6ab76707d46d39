-- farmasi_status: how the pharmacy's line of a booking's kind of prescription stands. Writes nothing.
--
-- KEYS
--   booking            the date's bookings
--   farmasi            the pharmacy counters of `hari`
--   racikan            that day's waiting numbers of compounded prescriptions
--   non_racikan        waiting numbers of the others
-- ARGV
--   kodebooking        text
--   tanggal            its date, yyyy-mm-dd
--   hari               the day that its number is thought to be of
-- ANSWERS
--   OK                 jenisresep totalantrean sisaantrean antreanpanggil
--   KODE_BOOKING_TIDAK_DITEMUKAN
--   FARMASI_BELUM_DIAMBIL
--   HARI_LAIN          hari
-- INCLUDE booking
-- INCLUDE seri
-- INCLUDE farmasi

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'KODE_BOOKING_TIDAK_DITEMUKAN'} end
if booking.farmasi == '' then return {'FARMASI_BELUM_DIAMBIL'} end
local hari = hari_nomor(booking, A.tanggal)
if hari ~= A.hari then return {'HARI_LAIN', 'hari', hari} end

local hitung = redis.call('HMGET', K.farmasi, booking.resep .. ':nomor', booking.resep .. ':dipanggil')
local baris = booking.resep == 'Racikan' and K.racikan or K.non_racikan
return {'OK', 'jenisresep', booking.resep, 'totalantrean', hitung[1],
  'sisaantrean', tostring(redis.call('ZCARD', baris)), 'antreanpanggil', hitung[2] or '0'}
