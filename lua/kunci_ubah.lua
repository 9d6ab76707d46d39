-- kunci_ubah: adds a named SIMRS key of a hospital, or takes one away.
--
-- KEYS
--   permintaan         this request id's answer
--   kunci              the hospital's SIMRS keys
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   nama               the key's name
--   isi                digest, time and what it may do; empty to take it away
--   oleh               who asks
--   pelaku             the same for the audit log, with the person's name where it is known
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
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

-- What a stored key may do, in words; one of before there was a choice may do everything.
local function hak(isi)
  if isi == '' then return '' end
  local boleh = string.match(isi, '^%S+ %S+ (%S+)') or 'semua'
  return boleh == 'semua' and 'berlaku' or 'berlaku untuk ' .. boleh
end

local dulu = redis.call('HGET', K.kunci, A.nama)
local ada = dulu and true or false
local tambah = A.isi ~= ''
if tambah and ada then return {'SUDAH_ADA'} end
if not tambah and not ada then return {'TIDAK_ADA'} end

if tambah then
  redis.call('HSET', K.kunci, A.nama, A.isi)
else
  redis.call('HDEL', K.kunci, A.nama)
end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  tambah and EVENT.kunci_buat{kunci = A.nama} or EVENT.kunci_cabut{kunci = A.nama})
catat_audit(K.audit, A.sekarang, A.pelaku, tambah and 'kunci_buat' or 'kunci_cabut', A.nama, hak(dulu or ''), hak(A.isi))

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
