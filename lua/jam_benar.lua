-- jam_benar: a person says that our clock is right, so that changes are made again.
--
-- KEYS
--   permintaan         this request id's answer
--   peristiwa          the event stream
-- ARGV
--   oleh               who says so
--   sekarang           epoch ms
--   batas_peristiwa    events before this epoch ms are dropped
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
-- INCLUDE permintaan
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

catat(K.peristiwa, A.batas_peristiwa, A.sekarang, 'jam_benar', A.oleh)

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
