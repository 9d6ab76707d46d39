-- buku_lanjut: lets a series go on above its last number whose record is gone: with a new record where what belongs in
-- it is known, else without one.
--
-- KEYS
--   permintaan         this request id's answer
--   catatan            the record: a session, or a date's pharmacy counters
--   sesi_daftar        all sessions by date
--   seri               the highest number of each series
--   peristiwa          the event stream
-- ARGV
--   seri               the series
--   angka              the last number that was given
--   kunci_sesi         {date}:{slot} of a session, else empty
--   tanggal_angka      yyyymmdd
--   berakhir           when dated keys expire, epoch s
--   oleh               who lets it go on
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   isi...             field, value, field, value, … of the record, where it is known
-- ANSWERS
--   OK
--   SUDAH_ADA
-- INCLUDE permintaan
-- INCLUDE seri
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

if A.kunci_sesi ~= '' and sesi_ada(K.catatan) then return {'SUDAH_ADA'} end

if #A.isi > 0 then
  for i = 1, #A.isi, 2 do redis.call('HSET', K.catatan, A.isi[i], A.isi[i + 1]) end
  redis.call('EXPIREAT', K.catatan, A.berakhir)
  if A.kunci_sesi ~= '' then redis.call('ZADD', K.sesi_daftar, A.tanggal_angka, A.kunci_sesi) end
else
  bebaskan_seri(K.seri, A.seri)
end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.buku_lanjut{seri = A.seri, angka = A.angka})

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
