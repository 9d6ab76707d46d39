-- sisa: how many are still to be served up to and with a booking's number. Writes nothing.
--
-- KEYS
--   booking            the date's bookings
--   sesi               the booking's session
--   antre              the session's numbers that wait to be called
--   dilayani           its numbers that were called
-- ARGV
--   kodebooking        text
-- ANSWERS
--   OK                 huruf angkaantrean namapoli namadokter sisaantrean angkadipanggil lama terukur
--   ANTREAN_TIDAK_DITEMUKAN
-- INCLUDE booking
-- INCLUDE laju

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'ANTREAN_TIDAK_DITEMUKAN'} end

local sesi = redis.call('HMGET', K.sesi, 'huruf', 'namapoli', 'namadokter', 'angkadipanggil', 'laju', 'spm')
local menunggu = redis.call('ZSCORE', K.antre, booking.angka)
local dipanggil = redis.call('ZSCORE', K.dilayani, booking.angka)
local sisa = 0
if menunggu then
  sisa = redis.call('ZCOUNT', K.antre, '-inf', menunggu) + redis.call('ZCOUNT', K.dilayani, '-inf', menunggu)
elseif dipanggil then
  -- A number booked since may have the place of one that was put back and called again: it is behind.
  sisa = redis.call('ZCOUNT', K.antre, '-inf', '(' .. dipanggil) + redis.call('ZCOUNT', K.dilayani, '-inf', dipanggil)
end
local lama, terukur = lama_layanan(sesi[5], sesi[6])
return {'OK', 'huruf', sesi[1], 'angkaantrean', booking.angka, 'namapoli', sesi[2], 'namadokter', sesi[3],
  'sisaantrean', tostring(sisa), 'angkadipanggil', sesi[4], 'lama', string.format('%.0f', lama),
  'terukur', terukur and '1' or '0'}
