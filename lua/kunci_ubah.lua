-- kunci_ubah: adds a named SIMRS key of a hospital, or takes one away.
--
-- KEYS
--   permintaan         this request id's answer
--   kunci              the hospital's SIMRS keys
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   nama               the key's name
--   isi                digest and time, or empty to take it away
--   oleh               who asks
--   pelaku             the same for the audit log, with the person's name where it is known
--   sekarang           epoch ms
--   batas_peristiwa    events before this epoch ms are dropped
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   SUDAH_ADA
--   TIDAK_ADA
-- INCLUDE permintaan
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local ada = redis.call('HEXISTS', K.kunci, A.nama) == 1
local tambah = A.isi ~= ''
if tambah and ada then return {'SUDAH_ADA'} end
if not tambah and not ada then return {'TIDAK_ADA'} end

if tambah then
  redis.call('HSET', K.kunci, A.nama, A.isi)
else
  redis.call('HDEL', K.kunci, A.nama)
end
local jenis = tambah and 'kunci_buat' or 'kunci_cabut'
catat(K.peristiwa, A.batas_peristiwa, A.sekarang, jenis, A.oleh, 'kunci', A.nama)
catat_audit(K.audit, A.sekarang, A.pelaku, jenis, A.nama, ada and 'berlaku' or '', tambah and 'berlaku' or '')

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
