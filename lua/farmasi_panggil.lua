-- farmasi_panggil: calls the next waiting number of one kind of prescription at the pharmacy.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   farmasi            the date's pharmacy counters
--   antre              the waiting numbers of that kind
--   peristiwa          the event stream
-- ARGV
--   jenisresep         Racikan or Non Racikan
--   oleh               who calls
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK                 kodebooking nomorantrean
--   TIDAK_ADA_YANG_MENUNGGU
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local depan = redis.call('ZRANGE', K.antre, 0, 0, 'WITHSCORES')
if #depan == 0 then return {'TIDAK_ADA_YANG_MENUNGGU'} end

local kodebooking, nomor = depan[1], depan[2]
local booking = baca_booking(K.booking, kodebooking)
if not booking then return {'BUKU_RUSAK'} end
redis.call('ZREM', K.antre, kodebooking)
redis.call('HSET', K.farmasi, A.jenisresep .. ':dipanggil', nomor)
ubah_booking(K.booking, kodebooking, booking, 'farmasi_panggil', A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.farmasi_panggil{kodebooking = kodebooking, jenisresep = A.jenisresep, nomor = nomor})

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'kodebooking', kodebooking, 'nomorantrean', nomor})
