-- operasi_rs: the surgeries of a span of days. Writes nothing.
--
-- KEYS
--   operasi            the surgeries
--   operasi_tanggal    their kodebooking by date
-- ARGV
--   awal               yyyymmdd
--   akhir              yyyymmdd
-- ANSWERS
--   OK                 baris
-- INCLUDE operasi

local semua = redis.call('ZRANGEBYSCORE', K.operasi_tanggal, A.awal, A.akhir)
return {'OK', 'baris', baris_operasi(K.operasi, semua)}
