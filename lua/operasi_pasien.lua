-- operasi_pasien: the surgeries of one participant. Writes nothing.
--
-- KEYS
--   operasi            the surgeries
--   operasi_peserta    their kodebooking by participant
-- ARGV
--   nopeserta          digits
-- ANSWERS
--   OK                 baris
-- INCLUDE operasi

local semua = {}
for kode in string.gmatch(redis.call('HGET', K.operasi_peserta, A.nopeserta) or '', '[^ ]+') do
  semua[#semua + 1] = kode
end
return {'OK', 'baris', baris_operasi(K.operasi, semua)}
