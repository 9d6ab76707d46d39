-- rs_simpan: creates a hospital's record or changes fields of it.
--
-- KEYS
--   permintaan         this request id's answer
--   rs                 the hospital's record
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   baru               1: only where there is none yet; 0: only where there is one
--   jenis              the event: rs_tambah, rs_sandi or rs_atur
--   diubah             names of the changed fields, for the event; no values, for one is the password's hash
--   sekarang           epoch ms
--   oleh               who changes it
--   pelaku             the same for the audit log, with the person's name where it is known
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   bidang...          name, value, what holds where none is stored, 1 where it is a secret; name, value, …
-- ANSWERS
--   OK
--   SUDAH_ADA
--   TIDAK_ADA
-- INCLUDE permintaan
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local ada = redis.call('EXISTS', K.rs) == 1
if ada and A.baru == '1' then return {'SUDAH_ADA'} end
if not ada and A.baru == '0' then return {'TIDAK_ADA'} end

for i = 1, #A.bidang, 4 do
  local bidang, baru = A.bidang[i], A.bidang[i + 1]
  local nilai = redis.call('HGET', K.rs, bidang)
  local lama = nilai or A.bidang[i + 2]
  if A.bidang[i + 3] == '1' and lama ~= baru then
    local apa = (baru == '' and 'dihapus') or (lama == '' and 'dibuat') or 'diganti'
    catat_audit(K.audit, A.sekarang, A.pelaku, A.jenis, bidang, '', apa)
  else
    catat_audit(K.audit, A.sekarang, A.pelaku, A.jenis, bidang, lama, baru)
  end
  redis.call('HSET', K.rs, bidang, baru)
end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, A.jenis == 'rs_tambah' and EVENT.rs_tambah{diubah = A.diubah}
  or A.jenis == 'rs_sandi' and EVENT.rs_sandi{diubah = A.diubah} or EVENT.rs_atur{diubah = A.diubah})

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
