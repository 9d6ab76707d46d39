-- sisa: how many are still to be served up to and with a booking, as the calls will come. Writes nothing.
--
-- KEYS
--   booking            the date's bookings
--   sesi               the booking's session
--   antre              the session's numbers that wait to be called
--   hadir              those of them who have checked in
--   dilayani           its numbers that were called
-- ARGV
--   kodebooking        text
--   dulu               1: those who have checked in come first
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
-- In the order of the calls: those who were called, then those who come first, then the others by their place.
local sisa = 0
if menunggu then
  sisa = redis.call('ZCARD', K.dilayani) + redis.call('ZCOUNT', K.antre, '-inf', menunggu)
  if A.dulu == '1' and redis.call('ZSCORE', K.hadir, booking.angka) then
    sisa = redis.call('ZCARD', K.dilayani) + redis.call('ZCOUNT', K.hadir, '-inf', menunggu)
  elseif A.dulu == '1' then
    sisa = sisa + redis.call('ZCOUNT', K.hadir, '(' .. menunggu, '+inf')
  end
elseif dipanggil then
  sisa = redis.call('ZCOUNT', K.dilayani, '-inf', dipanggil)
end
local lama, terukur = lama_layanan(sesi[5], sesi[6])
return {'OK', 'huruf', sesi[1], 'angkaantrean', booking.angka, 'namapoli', sesi[2], 'namadokter', sesi[3],
  'sisaantrean', tostring(sisa), 'angkadipanggil', sesi[4], 'lama', string.format('%.0f', lama),
  'terukur', terukur and '1' or '0'}
