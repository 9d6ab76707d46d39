-- jam_benar: a person says that our clock is right, so that changes are made again.
--
-- KEYS
--   permintaan         this request id's answer
--   peristiwa          the event stream
-- ARGV
--   oleh               who says so
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
-- INCLUDE permintaan
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.jam_benar{})

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
