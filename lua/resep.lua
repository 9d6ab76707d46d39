-- resep: says which kind of prescription a booking has.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   peristiwa          the event stream
-- ARGV
--   kodebooking        text
--   jenisresep         Racikan or Non Racikan
--   oleh               who asks
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   ANTREAN_TIDAK_DITEMUKAN
--   FARMASI_SUDAH_DIAMBIL
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if booking.resep == A.jenisresep then return {'OK'} end
if booking.farmasi ~= '' then return {'FARMASI_SUDAH_DIAMBIL'} end

booking.resep = A.jenisresep
ubah_booking(K.booking, A.kodebooking, booking, 'resep', A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.resep{kodebooking = A.kodebooking, jenisresep = A.jenisresep})

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
