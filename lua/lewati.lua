-- lewati: a called patient who does not come waits again, behind the next so many.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   antre              the session's numbers that wait to be called
--   hadir              those of them who have checked in
--   dilayani           its numbers that were called
--   peristiwa          the event stream
-- ARGV
--   kodebooking        text
--   slot               the session whose keys these are
--   lewat              behind how many, 1 or more
--   dulu               1: those who have checked in come first
--   berakhir           when dated keys expire, epoch s
--   oleh               who asks
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   PINDAH             slot tamu
--   ANTREAN_TIDAK_DITEMUKAN
--   BELUM_DIPANGGIL
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if slot_booking(booking) ~= A.slot then return {'PINDAH', 'slot', slot_booking(booking), 'tamu', booking.tamu} end
local asal = redis.call('ZSCORE', K.dilayani, anggota(booking))
if not asal then return {'BELUM_DIPANGGIL'} end

-- Behind the next so many in the order of the calls. Where those who have checked in are called first, and there are
-- fewer of them, all of them are passed and others make up the rest: this patient is then no more among the first.
local lewat = tonumber(A.lewat)
local banyak_hadir = A.dulu == '1' and redis.call('ZCARD', K.hadir) or 0
local antre_hadir = booking.datang ~= '' and banyak_hadir >= lewat
local masih = antre_hadir and lewat or lewat - banyak_hadir
local depan = redis.call('ZRANGE', antre_hadir and K.hadir or K.antre, 0, math.max(lewat, banyak_hadir), 'WITHSCORES')
local sebelum
for i = 1, #depan, 2 do
  if antre_hadir or banyak_hadir == 0 or not redis.call('ZSCORE', K.hadir, depan[i]) then
    if masih <= 0 then break end
    masih = masih - 1
  end
  sebelum = tonumber(depan[i + 1])
end
redis.call('ZREM', K.dilayani, anggota(booking))
-- Between the last of those and whoever comes after it, also where that is nobody of the same line: no two share a place.
local tempat = tonumber(asal)
if sebelum then
  local sesudah
  for _, kunci in ipairs({K.antre, K.dilayani}) do
    local batas = string.format('(%.17g', sebelum)
    local satu = redis.call('ZRANGEBYSCORE', kunci, batas, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
    if satu then sesudah = math.min(sesudah or tonumber(satu), tonumber(satu)) end
  end
  tempat = sesudah and (sebelum + sesudah) / 2 or sebelum + 1
  -- Each of these halves a gap; before a number can hold it no more, the patient goes behind everybody.
  if sesudah and sesudah - sebelum < 1e-11 then
    for _, kunci in ipairs({K.antre, K.dilayani}) do
      local akhir = redis.call('ZRANGE', kunci, -1, -1, 'WITHSCORES')[2]
      if akhir then tempat = math.max(tempat, math.floor(tonumber(akhir)) + 1) end
    end
  end
elseif #depan > 0 then
  local ke = redis.call('ZCOUNT', K.dilayani, '-inf', depan[2]) - 1
  local dipanggil = ke >= 0 and redis.call('ZRANGE', K.dilayani, ke, ke, 'WITHSCORES')[2]
  tempat = dipanggil and (tonumber(dipanggil) + tonumber(depan[2])) / 2 or tonumber(depan[2]) - 1
end
tempat = string.format('%.17g', tempat)
redis.call('ZADD', K.antre, tempat, anggota(booking))
redis.call('EXPIREAT', K.antre, A.berakhir)
if antre_hadir then
  redis.call('ZADD', K.hadir, tempat, anggota(booking))
  redis.call('EXPIREAT', K.hadir, A.berakhir)
end
booking.t4 = ''
ubah_booking(K.booking, A.kodebooking, booking, 'lewati', A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.lewati{kodebooking = A.kodebooking, tempat = tempat, hadir = antre_hadir and 1 or 0})

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
