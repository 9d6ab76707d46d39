-- panggil: calls the next waiting number of a session, or a named one: task 4. Two callers never get the same number.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   sesi               the session
--   antre              its numbers that wait to be called
--   hadir              those of them who have checked in
--   dilayani           its numbers that were called
--   peristiwa          the event stream
-- ARGV
--   awalan             ddmmyyyy, how its kodebooking begin
--   angka              the number to call, or empty for the next
--   dulu               1: those who have checked in come first
--   berakhir           when dated keys expire, epoch s
--   oleh               who calls
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK                 kodebooking
--   TIDAK_ADA_YANG_MENUNGGU
--   ANTREAN_TIDAK_DITEMUKAN
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE task
-- INCLUDE seri
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local huruf = redis.call('HGET', K.sesi, 'huruf')
local angka = A.angka
if angka == '' then
  local calon = A.dulu == '1' and redis.call('ZRANGE', K.hadir, 0, 0)[1] or redis.call('ZRANGE', K.antre, 0, 0)[1]
  if not calon then return {'TIDAK_ADA_YANG_MENUNGGU'} end
  angka = calon
end
local kodebooking = A.awalan .. (huruf or '') .. string.format('%03d', angka)
local tempat = redis.call('ZSCORE', K.antre, angka)
-- A named number that was called already is called again: that is heard, and it stays where it is.
local ulang = not tempat and redis.call('ZSCORE', K.dilayani, angka)
if not tempat and not ulang then return {'ANTREAN_TIDAK_DITEMUKAN'} end

local booking = baca_booking(K.booking, kodebooking)
if not booking or not sesi_ada(K.sesi) then return {'BUKU_RUSAK'} end
local jenis, dipanggil = 'panggil_ulang', A.sekarang
if not ulang then
  -- Clocks of two processes may differ a little; times of tasks rise all the same.
  local _, sebelum = task_terakhir(booking)
  dipanggil = string.format('%.0f', math.max(tonumber(A.sekarang), sebelum + 1))
  jenis = 'panggil'
  booking.t4 = dipanggil
  redis.call('ZREM', K.antre, angka)
  redis.call('ZREM', K.hadir, angka)
  redis.call('ZADD', K.dilayani, tempat, angka)
  redis.call('EXPIREAT', K.dilayani, A.berakhir)
  redis.call('HSET', K.sesi, 'angkadipanggil', angka)
end
ubah_booking(K.booking, kodebooking, booking, jenis, dipanggil, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, ulang
  and EVENT.panggil_ulang{kodebooking = kodebooking, taskid = 4, dicatat = booking.t4}
  or EVENT.panggil{kodebooking = kodebooking, taskid = 4, dicatat = booking.t4})

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'kodebooking', kodebooking})
