-- kiriman_hasil: keeps what became of sending one step: BPJS has it, it is held for a person, or it is tried again later.
-- Only the sender may say so, and only of the step as it was when it was sent; and the booking stands in line, or not, as
-- its steps say, also where it is known no longer.
-- Its own repeat: the same outcome of the same try again changes nothing.
--
-- KEYS
--   sewa               who is the sender
--   kiriman            the date's bookings
--   antri              the bookings that have something to be sent
--   menunggu           the same, by when it happened
--   ditahan            the bookings that are held
--   peristiwa          the event stream
-- ARGV
--   pemegang           the sender's name and number
--   kodebooking        text
--   jenis              of the step; empty where there is none to be sent
--   waktu              its, epoch ms
--   keadaan            terkirim, ditahan, menunggu or ditarik
--   percobaan          how often it was tried, this time included
--   kode               of BPJS's answer
--   pesan              BPJS's words; printable, of a length that can be kept
--   kapan              when the booking is looked at again, epoch ms
--   sekarang           epoch ms
--   umur_peristiwa     events older than so many ms are dropped
-- ANSWERS
--   OK                 disimpan kiriman
--   SEWA_HABIS
-- INCLUDE kiriman
-- INCLUDE peristiwa

if redis.call('GET', K.sewa) ~= A.pemegang then return {'SEWA_HABIS'} end
local semua = baca_kiriman(K.kiriman, A.kodebooking)
local tempat = cari_langkah(semua, A.jenis)
local satu = tempat and semua[tempat]
-- Who changed it while it was sent has the last word; but what BPJS has it has, whoever gave it up meanwhile.
local sama = satu and satu.waktu == A.waktu and (satu.keadaan == 'menunggu' or A.keadaan == 'terkirim')
if sama then
  -- Withdrawn is what is cancelled: where that was taken back meanwhile, it waits.
  local keadaan = A.keadaan == 'ditarik' and not dibatalkan(semua) and 'menunggu' or A.keadaan
  satu.keadaan, satu.percobaan, satu.kode, satu.pesan, satu.pada = keadaan, A.percobaan, A.kode, A.pesan, A.sekarang
  tulis_kiriman(K.kiriman, A.kodebooking, semua)
  if A.keadaan == 'ditahan' then
    catat(K.peristiwa, A.umur_peristiwa, A.sekarang, 'kirim',
      EVENT.kiriman_ditahan{kodebooking = A.kodebooking, langkah = A.jenis, kode = A.kode})
  end
end
antrikan(K.antri, K.menunggu, K.ditahan, A.kodebooking, semua, A.kapan)
local kiriman = redis.call('HGET', K.kiriman, A.kodebooking) or ''
return {'OK', 'disimpan', sama and '1' or '0', 'kiriman', kiriman}
