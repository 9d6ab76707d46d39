-- operasi_hapus: takes a surgery that was cancelled out of the schedule.
--
-- KEYS
--   permintaan         this request id's answer
--   operasi            the surgeries
--   operasi_tanggal    their kodebooking by date
--   operasi_peserta    their kodebooking by participant
--   peristiwa          the event stream
-- ARGV
--   kodebooking        the surgery's
--   oleh               who asks
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   KODE_BOOKING_TIDAK_DITEMUKAN
-- INCLUDE permintaan
-- INCLUDE operasi
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local isi = redis.call('HGET', K.operasi, A.kodebooking)
if not isi then return {'KODE_BOOKING_TIDAK_DITEMUKAN'} end

local peserta = peserta_operasi(isi)
if peserta and peserta ~= '' then ubah_peserta(K.operasi_peserta, peserta, A.kodebooking, '') end
redis.call('HDEL', K.operasi, A.kodebooking)
redis.call('ZREM', K.operasi_tanggal, A.kodebooking)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.operasi_hapus{operasi = A.kodebooking})

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
