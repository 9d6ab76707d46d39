-- libur_ubah: closes a day or one poli on a day, or opens it again.
--
-- KEYS
--   permintaan         this request id's answer
--   libur              the closed days
--   peristiwa          the event stream
-- ARGV
--   ubah               tambah or hapus
--   bidang             yyyy-mm-dd, or yyyy-mm-dd:kodepoli
--   keterangan         why
--   batas              closed days before this yyyy-mm-dd are dropped
--   sekarang           epoch ms
--   oleh               who changes it
--   batas_peristiwa    events before this epoch ms are dropped
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   TIDAK_ADA
-- INCLUDE permintaan
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

if A.ubah == 'tambah' then
  for _, bidang in ipairs(redis.call('HKEYS', K.libur)) do
    if string.sub(bidang, 1, 10) < A.batas then redis.call('HDEL', K.libur, bidang) end
  end
  redis.call('HSET', K.libur, A.bidang, A.keterangan)
elseif redis.call('HDEL', K.libur, A.bidang) == 0 then
  return {'TIDAK_ADA'}
end
catat(K.peristiwa, A.batas_peristiwa, A.sekarang, 'libur_' .. A.ubah, A.oleh, 'libur', A.bidang)

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
