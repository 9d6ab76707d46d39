-- buku_lanjut: puts a record in place of one that is gone, so that its numbers go on above the last that was given.
--
-- KEYS
--   permintaan         this request id's answer
--   catatan            the record: a session, a date's pharmacy counters, or the highest record number
--   sesi_daftar        all sessions by date
--   peristiwa          the event stream
-- ARGV
--   apa                sesi, farmasi or norm
--   seri               its series
--   angka              the last number that was given
--   kunci_sesi         {date}:{slot} of a session that has bookings, else empty
--   tanggal_angka      yyyymmdd
--   berakhir           when dated keys expire, epoch s
--   oleh               who lets it go on
--   sekarang           epoch ms
--   batas_peristiwa    events before this epoch ms are dropped
--   umur_permintaan    s that the answer is kept for a repeat
--   isi...             field, value, field, value, … of a session or of the counters
-- ANSWERS
--   OK
--   SUDAH_ADA
-- INCLUDE permintaan
-- INCLUDE seri
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local ada
if A.apa == 'sesi' then
  ada = sesi_ada(K.catatan)
elseif A.apa == 'farmasi' then
  ada = redis.call('HEXISTS', K.catatan, A.isi[1]) == 1
else
  ada = redis.call('EXISTS', K.catatan) == 1
end
if ada then return {'SUDAH_ADA'} end

if A.apa == 'norm' then
  redis.call('SET', K.catatan, A.angka)
else
  for i = 1, #A.isi, 2 do redis.call('HSET', K.catatan, A.isi[i], A.isi[i + 1]) end
  redis.call('EXPIREAT', K.catatan, A.berakhir)
end
if A.kunci_sesi ~= '' then redis.call('ZADD', K.sesi_daftar, A.tanggal_angka, A.kunci_sesi) end
catat(K.peristiwa, A.batas_peristiwa, A.sekarang, 'buku_lanjut', A.oleh, 'seri', A.seri, 'angka', A.angka)

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
