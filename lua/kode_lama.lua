-- kode_lama: notes under which code the system beside ours has a booking at BPJS, once. That of a visit which was cancelled
-- goes over to who comes under it again.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   kodelama           the kodebooking of what has `kodelama`
--   peristiwa          the event stream
-- ARGV
--   kodebooking        text
--   kodelama           its code there
--   berakhir           when dated keys expire, epoch s
--   oleh               who asks
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   ANTREAN_TIDAK_DITEMUKAN
--   KODE_LAMA_TERPAKAI     kodelama kodebooking
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if booking.kodelama == A.kodelama then return {'OK'} end
if booking.kodelama ~= '' then
  return {'KODE_LAMA_TERPAKAI', 'kodelama', booking.kodelama, 'kodebooking', A.kodebooking}
end
local milik = redis.call('GET', K.kodelama)
local pemilik = milik and baca_booking(K.booking, milik)
if milik and not (pemilik and pemilik.status == 'batal') then
  return {'KODE_LAMA_TERPAKAI', 'kodelama', A.kodelama, 'kodebooking', milik}
end

if pemilik then
  pemilik.kodelama = ''
  ubah_booking(K.booking, milik, pemilik, 'kode_lama', A.sekarang, A.oleh)
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.kode_lama{kodebooking = milik, kodelama = ''})
end
booking.kodelama = A.kodelama
ubah_booking(K.booking, A.kodebooking, booking, 'kode_lama', A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.kode_lama{kodebooking = A.kodebooking, kodelama = A.kodelama})
redis.call('SET', K.kodelama, A.kodebooking)
redis.call('EXPIREAT', K.kodelama, A.berakhir)
return ingat(K.permintaan, A.umur_permintaan, {'OK'})
