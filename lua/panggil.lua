-- panggil: calls the next waiting number of a session, or a named one: task 4. Two callers never get the same number.
-- Where the hospital says so, whoever was called before is served by that: task 5, also where nobody waits any more (OK
-- without a kodebooking).
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   sesi               the session
--   antre              its numbers that wait to be called
--   hadir              those of them who have checked in
--   dilayani           its numbers that were called
--   rujukan            the referrals in use by bookings of the date's quarter
--   peristiwa          the event stream
-- ARGV
--   awalan             ddmmyyyy, how its kodebooking begin
--   angka              the number to call, with its letters (A012) where it may be a guest's; empty: the next
--   dulu               1: those who have checked in come first
--   kemarin            1: its day is over: it goes on for those who have come, as long as one of them waits or is served
--   selesai            the hospital's policy: 1: a call ends the service of who was called before
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
-- INCLUDE selesai
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

-- Whoever was called before, and whether that one was the last: how long the others took is not known.
local function yang_dilayani()
  local semua, terakhir = {}, redis.call('HMGET', K.sesi, 'angkadipanggil', 'hurufdipanggil')
  for _, satu in ipairs(redis.call('ZRANGE', K.dilayani, 0, -1)) do
    local booking = baca_booking(K.booking, kode(satu))
    semua[#semua + 1] = {kode = kode(satu), booking = booking, diukur = booking and booking.angka == terakhir[1]
      and string.match(booking.tamu, '^%a*') == (terakhir[2] or '')}
  end
  return semua
end

local tempat = redis.call('ZSCORE', K.antre, angka == '' and depan or angka)
-- A named number that was called already is called again: that is heard, and it stays where it is.
local ulang = angka ~= '' and not tempat and redis.call('ZSCORE', K.dilayani, angka)
if angka ~= '' and not tempat and not ulang then return {'ANTREAN_TIDAK_DITEMUKAN'} end
local selesai = A.selesai == '1' and not ulang and yang_dilayani() or {}
if not depan and angka == '' and #selesai == 0 then return {'TIDAK_ADA_YANG_MENUNGGU'} end
if angka == '' then angka = depan end

local kodebooking = angka and kode(angka) or ''
local booking = angka and baca_booking(K.booking, kodebooking)
local utuh = sesi_ada(K.sesi) and (booking or not angka)
for _, satu in ipairs(selesai) do utuh = utuh and satu.booking end
if not utuh then return {'BUKU_RUSAK'} end

local peristiwa = {}
-- Clocks of two processes may differ a little; times of tasks rise all the same.
local function saat(satu)
  local _, sebelum = task_terakhir(satu)
  return math.max(tonumber(A.sekarang), sebelum + 1)
end
for _, satu in ipairs(selesai) do
  selesaikan({sesi = K.sesi, dilayani = K.dilayani, rujukan = K.rujukan}, satu.kode, satu.booking, saat(satu.booking),
    satu.diukur)
  ubah_booking(K.booking, satu.kode, satu.booking, 'task5', satu.booking.t5, A.oleh)
  peristiwa[#peristiwa + 1] = EVENT.task{kodebooking = satu.kode, taskid = 5, dicatat = satu.booking.t5}
end
if ulang then
  ubah_booking(K.booking, kodebooking, booking, 'panggil_ulang', A.sekarang, A.oleh)
  peristiwa[#peristiwa + 1] = EVENT.panggil_ulang{kodebooking = kodebooking, taskid = 4, dicatat = booking.t4}
elseif angka then
  booking.t4 = string.format('%.0f', saat(booking))
  redis.call('ZREM', K.antre, angka)
  redis.call('ZREM', K.hadir, angka)
  redis.call('ZADD', K.dilayani, tempat, angka)
  redis.call('EXPIREAT', K.dilayani, A.berakhir)
  catat_dipanggil(K.sesi, booking)
  ubah_booking(K.booking, kodebooking, booking, 'panggil', booking.t4, A.oleh)
  peristiwa[#peristiwa + 1] = EVENT.panggil{kodebooking = kodebooking, taskid = 4, dicatat = booking.t4}
end
local penutup = table.remove(peristiwa)
for _, satu in ipairs(peristiwa) do
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, satu)
end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, penutup)

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'kodebooking', kodebooking})
