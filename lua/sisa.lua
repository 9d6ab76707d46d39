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
--   slot               the session whose keys these are
--   dulu               1: those who have checked in come first
-- ANSWERS
--   OK                 huruf angkaantrean namapoli namadokter sisaantrean hurufdipanggil angkadipanggil lama terukur
--   PINDAH             slot tamu
--   ANTREAN_TIDAK_DITEMUKAN
-- INCLUDE booking
-- INCLUDE laju

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if slot_booking(booking) ~= A.slot then return {'PINDAH', 'slot', slot_booking(booking), 'tamu', booking.tamu} end

local sesi = redis.call('HMGET', K.sesi, 'huruf', 'namapoli', 'namadokter', 'angkadipanggil', 'laju', 'spm',
  'hurufdipanggil')
local menunggu = redis.call('ZSCORE', K.antre, anggota(booking))
local dipanggil = redis.call('ZSCORE', K.dilayani, anggota(booking))
-- In the order of the calls: those who were called, then those who come first, then the others by their place.
local sisa = 0
if menunggu then
  sisa = redis.call('ZCARD', K.dilayani) + redis.call('ZCOUNT', K.antre, '-inf', menunggu)
  if A.dulu == '1' and redis.call('ZSCORE', K.hadir, anggota(booking)) then
    sisa = redis.call('ZCARD', K.dilayani) + redis.call('ZCOUNT', K.hadir, '-inf', menunggu)
  elseif A.dulu == '1' then
    sisa = sisa + redis.call('ZCOUNT', K.hadir, '(' .. menunggu, '+inf')
  end
elseif dipanggil then
  sisa = redis.call('ZCOUNT', K.dilayani, '-inf', dipanggil)
end
local lama, terukur = lama_layanan(sesi[5], sesi[6])
return {'OK', 'huruf', string.match(booking.tamu, '^%a+') or sesi[1], 'angkaantrean', booking.angka, 'namapoli', sesi[2], 'namadokter', sesi[3],
  'sisaantrean', tostring(sisa), 'hurufdipanggil', sesi[7] ~= '' and sesi[7] or sesi[1], 'angkadipanggil', sesi[4], 'lama', string.format('%.0f', lama),
  'terukur', terukur and '1' or '0'}
