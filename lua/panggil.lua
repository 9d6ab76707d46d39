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
--   angka              the number to call, with its letters (A012) where it may be a guest's; empty: the next
--   dulu               1: those who have checked in come first
--   kemarin            1: its day is over: it goes on for those who have come, as long as one of them waits or is served
--   berakhir           when dated keys expire, epoch s
--   oleh               who calls
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK                 kodebooking
--   TIDAK_ADA_YANG_MENUNGGU
--   BUKAN_HARI_INI
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
local function kode(angka) return kode_anggota(A.awalan, huruf or '', angka) end

-- The first who has come; one who was called in vain is no more among `hadir`.
local function yang_datang()
  for _, angka in ipairs(redis.call('ZRANGE', K.antre, 0, -1)) do
    local booking = baca_booking(K.booking, kode(angka))
    if booking and booking.datang ~= '' then return angka end
  end
end

local milik, nomor = string.match(A.angka, '^(%a+)0*(%d+)$')
local angka = milik and milik == huruf and nomor or A.angka
local depan = A.dulu == '1' and redis.call('ZRANGE', K.hadir, 0, 0)[1]
  or A.kemarin == '1' and yang_datang()
  or A.kemarin ~= '1' and redis.call('ZRANGE', K.antre, 0, 0)[1]
if A.kemarin == '1' and not depan and redis.call('ZCARD', K.dilayani) == 0 then return {'BUKAN_HARI_INI'} end
if angka == '' then
  if not depan then return {'TIDAK_ADA_YANG_MENUNGGU'} end
  angka = depan
end
local kodebooking = kode(angka)
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
  catat_dipanggil(K.sesi, booking)
end
ubah_booking(K.booking, kodebooking, booking, jenis, dipanggil, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, ulang
  and EVENT.panggil_ulang{kodebooking = kodebooking, taskid = 4, dicatat = booking.t4}
  or EVENT.panggil{kodebooking = kodebooking, taskid = 4, dicatat = booking.t4})

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'kodebooking', kodebooking})
