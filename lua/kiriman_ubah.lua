-- kiriman_ubah: what a person decides about a booking that BPJS has not got whole: its steps are sent again, or given up.
--
-- KEYS
--   permintaan         this request id's answer
--   kiriman            the date's bookings as BPJS is told of them
--   booking            the date's bookings
--   antri              the bookings that have something to be sent
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   kodebooking        text
--   ubah               ulang or lepas
--   alasan             why it is given up
--   oleh               who asks
--   pelaku             the same for the audit log, with the person's name where it is known
--   sekarang           epoch ms
--   umur_peristiwa     events older than so many ms are dropped
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK                 jumlah
--   TIDAK_ADA
--   TIDAK_BERUBAH
-- INCLUDE permintaan
-- INCLUDE kiriman
-- INCLUDE booking
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local semua = baca_kiriman(K.kiriman, A.kodebooking)
if #semua == 0 then return {'TIDAK_ADA'} end

local jumlah, lama_keadaan = 0, ''
for _, satu in ipairs(semua) do
  local boleh = A.ubah == 'ulang' and (satu.keadaan == 'ditahan' or satu.keadaan == 'dilepas')
    or A.ubah == 'lepas' and (satu.keadaan == 'ditahan' or satu.keadaan == 'menunggu')
  if boleh then
    if jumlah == 0 then lama_keadaan = satu.keadaan end
    satu.keadaan = A.ubah == 'ulang' and 'menunggu' or 'dilepas'
    satu.percobaan, satu.pada = '0', A.sekarang
    if A.ubah == 'lepas' then satu.pesan = A.alasan end
    jumlah = jumlah + 1
  end
end
if jumlah == 0 then return {'TIDAK_BERUBAH'} end

tulis_kiriman(K.kiriman, A.kodebooking, semua)
antrikan(K.antri, A.kodebooking, semua, A.sekarang)
local booking = baca_booking(K.booking, A.kodebooking)
if booking then ubah_booking(K.booking, A.kodebooking, booking, 'kiriman_' .. A.ubah, A.sekarang, A.oleh) end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.kiriman_ubah{kodebooking = A.kodebooking, ubah = A.ubah})
catat_audit(K.audit, A.sekarang, A.pelaku, 'kiriman_' .. A.ubah, A.kodebooking, lama_keadaan,
  A.ubah == 'ulang' and 'menunggu' or samarkan(A.alasan))

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'jumlah', tostring(jumlah)})
