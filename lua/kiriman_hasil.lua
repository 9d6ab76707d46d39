-- kiriman_hasil: keeps what became of sending one step: BPJS has it, it is held for a person, or it is tried again later.
-- Only the sender may say so, and only of the step as it was when it was sent.
--
-- KEYS
--   sewa               who is the sender
--   kiriman            the date's bookings
--   antri              the bookings that have something to be sent
--   peristiwa          the event stream
-- ARGV
--   pemegang           the sender's name and number
--   kodebooking        text
--   jenis              of the step
--   waktu              its, epoch ms
--   keadaan            terkirim, ditahan or menunggu
--   kode               of BPJS's answer
--   pesan              BPJS's words; printable, of a length that can be kept
--   kapan              when the booking is looked at again, epoch ms
--   sekarang           epoch ms
--   umur_peristiwa     events older than so many ms are dropped
-- ANSWERS
--   OK
--   SEWA_HABIS
--   BERUBAH
-- INCLUDE kiriman
-- INCLUDE peristiwa

if redis.call('GET', K.sewa) ~= A.pemegang then return {'SEWA_HABIS'} end
local semua = baca_kiriman(K.kiriman, A.kodebooking)
local tempat = cari_langkah(semua, A.jenis)
local satu = tempat and semua[tempat]
if not satu or satu.waktu ~= A.waktu or satu.keadaan ~= 'menunggu' then
  antrikan(K.antri, A.kodebooking, semua, A.kapan)
  return {'BERUBAH'}
end

satu.keadaan, satu.kode, satu.pesan, satu.pada = A.keadaan, A.kode, A.pesan, A.sekarang
satu.percobaan = string.format('%.0f', tonumber(satu.percobaan) + 1)
tulis_kiriman(K.kiriman, A.kodebooking, semua)
antrikan(K.antri, A.kodebooking, semua, A.kapan)
if A.keadaan == 'ditahan' then
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, 'kirim', 
    EVENT.kiriman_ditahan{kodebooking = A.kodebooking, langkah = A.jenis, kode = A.kode})
end
return {'OK'}
