-- farmasi_panggil: calls the next waiting number of one kind of prescription at the pharmacy, or a named one; one that was
-- called already is called again. Who waits since yesterday comes first, for the pharmacy's day does not end at midnight.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the bookings of the date that the number's booking is thought to be of
--   farmasi            today's pharmacy counters
--   antre              today's waiting numbers of that kind
--   farmasi_kemarin    yesterday's
--   antre_kemarin      yesterday's
--   peristiwa          the event stream
-- ARGV
--   jenisresep         Racikan or Non Racikan
--   nomor              the number to call, or empty for the next
--   awalan             ddmmyyyy, how the kodebooking of that date begin
--   oleh               who calls
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   lewat...           kodebooking that were found to be cancelled: they leave the lines
-- ANSWERS
--   OK                 kodebooking nomorantrean
--   DIBATALKAN   kodebooking
--   TIDAK_ADA_YANG_MENUNGGU
--   ANTREAN_TIDAK_DITEMUKAN
--   TANGGAL_LAIN       kodebooking
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local dilewati = {}
for i = 1, #A.lewat do dilewati[A.lewat[i]] = true end
local function depan(semua)
  for i = 1, #semua, 2 do
    if not dilewati[semua[i]] then return semua[i], semua[i + 1] end
  end
end

local antre = K.antre_kemarin
local farmasi = K.farmasi_kemarin
local kodebooking, nomor = nil, A.nomor
if nomor == '' then
  kodebooking, nomor = depan(redis.call('ZRANGE', antre, 0, #A.lewat, 'WITHSCORES'))
  if not kodebooking then
    antre = K.antre
    farmasi = K.farmasi
    kodebooking, nomor = depan(redis.call('ZRANGE', antre, 0, #A.lewat, 'WITHSCORES'))
  end
  if not kodebooking then return {'TIDAK_ADA_YANG_MENUNGGU'} end
else
  -- A number that was taken before it was noted whose it is, is found while it waits.
  local bidang = A.jenisresep .. ':' .. nomor
  kodebooking = redis.call('HGET', K.farmasi, bidang) or redis.call('ZRANGEBYSCORE', K.antre, nomor, nomor)[1]
  if kodebooking then
    antre = K.antre
    farmasi = K.farmasi
  else
    kodebooking = redis.call('HGET', farmasi, bidang) or redis.call('ZRANGEBYSCORE', antre, nomor, nomor)[1]
  end
  if not kodebooking then return {'ANTREAN_TIDAK_DITEMUKAN'} end
end
if string.sub(kodebooking, 1, 8) ~= A.awalan then return {'TANGGAL_LAIN', 'kodebooking', kodebooking} end
local booking = baca_booking(K.booking, kodebooking)
if not booking then return {'BUKU_RUSAK'} end
if booking.status == 'batal' then
  -- One that the line still has, as a cancellation of its past day left it there: the next one is called.
  if A.nomor == '' then return {'DIBATALKAN', 'kodebooking', kodebooking} end
  return {'ANTREAN_TIDAK_DITEMUKAN'}
end

for i = 1, #A.lewat do
  redis.call('ZREM', K.antre, A.lewat[i])
  redis.call('ZREM', K.antre_kemarin, A.lewat[i])
end
local ulang = not redis.call('ZSCORE', antre, kodebooking)
local jenis = ulang and 'farmasi_panggil_ulang' or 'farmasi_panggil'
if not ulang then
  redis.call('ZREM', antre, kodebooking)
  redis.call('HSET', farmasi, A.jenisresep .. ':dipanggil', nomor, A.jenisresep .. ':' .. nomor, kodebooking)
end
ubah_booking(K.booking, kodebooking, booking, jenis, A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, ulang
  and EVENT.farmasi_panggil_ulang{kodebooking = kodebooking, jenisresep = A.jenisresep, nomor = nomor}
  or EVENT.farmasi_panggil{kodebooking = kodebooking, jenisresep = A.jenisresep, nomor = nomor})

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'kodebooking', kodebooking, 'nomorantrean', nomor})
