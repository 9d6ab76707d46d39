-- operasi_simpan: adds or changes surgeries by kodebooking.
--
-- KEYS
--   permintaan         this request id's answer
--   operasi            the surgeries
--   operasi_tanggal    their kodebooking by date
--   operasi_peserta    their kodebooking by participant
--   peristiwa          the event stream
-- ARGV
--   batas              surgeries dated before this yyyymmdd are dropped
--   oleh               who asks
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   operasi...         four for each: kodebooking, date as yyyymmdd, participant (empty: none; a tab: as it is), packed record
-- ANSWERS
--   OK                 jumlah
-- INCLUDE permintaan
-- INCLUDE operasi
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local function hapus(kode)
  local peserta = peserta_operasi(redis.call('HGET', K.operasi, kode) or '')
  if peserta and peserta ~= '' then ubah_peserta(K.operasi_peserta, peserta, kode, '') end
end

for i = 1, #A.operasi, 4 do
  local kode, tanggal, peserta = A.operasi[i], A.operasi[i + 1], A.operasi[i + 2]
  if peserta == '\t' then peserta = peserta_operasi(redis.call('HGET', K.operasi, kode) or '') or '' end
  hapus(kode)
  redis.call('HSET', K.operasi, kode, dengan_peserta(A.operasi[i + 3], peserta))
  redis.call('ZADD', K.operasi_tanggal, tanggal, kode)
  if peserta ~= '' then ubah_peserta(K.operasi_peserta, peserta, '', kode) end
end
local jumlah = tostring(#A.operasi / 4)
local entri = catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.operasi{jumlah = jumlah})
local lewat = boleh_membuang(entri, A.sekarang)
  and redis.call('ZRANGEBYSCORE', K.operasi_tanggal, '-inf', '(' .. A.batas) or {}
for _, kode in ipairs(lewat) do
  hapus(kode)
  redis.call('HDEL', K.operasi, kode)
  redis.call('ZREM', K.operasi_tanggal, kode)
end

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'jumlah', jumlah})
