-- petugas_ubah: adds an account of a hospital's staff, changes what it may do or its password, or takes it away.
--
-- KEYS
--   permintaan         this request id's answer
--   petugas            the hospital's accounts, by name
--   petugas_sandi      their passwords
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   nama               the account's name
--   ubah               tambah, atur, sandi or hapus
--   peran              what it may do, words with commas between; for tambah and atur
--   poli               which clinics it is for, likewise; empty for all
--   sandi              the password's slow hash; for tambah and sandi
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

local JENIS = {tambah = 'petugas_tambah', atur = 'petugas_atur', sandi = 'petugas_sandi', hapus = 'petugas_hapus'}

local dulu = redis.call('HGET', K.petugas, A.nama)
if A.ubah == 'tambah' and dulu then return {'SUDAH_ADA'} end
if A.ubah ~= 'tambah' and not dulu then return {'TIDAK_ADA'} end

-- What is kept of an account: when it was made, its roles, its clinics.
local dibuat = dulu and string.match(dulu, '^%S+') or A.sekarang
local hak_dulu = dulu and string.match(dulu, '^%S+ (.*)') or ''
local hak = hak_dulu
if A.ubah == 'hapus' then
  hak = ''
  redis.call('HDEL', K.petugas, A.nama)
  redis.call('HDEL', K.petugas_sandi, A.nama)
end
if A.ubah == 'tambah' or A.ubah == 'atur' then
  hak = A.peran .. (A.poli ~= '' and ' ' .. A.poli or '')
  redis.call('HSET', K.petugas, A.nama, dibuat .. ' ' .. hak)
end
if A.ubah == 'tambah' or A.ubah == 'sandi' then redis.call('HSET', K.petugas_sandi, A.nama, A.sandi) end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.petugas_ubah{petugas = A.nama, ubah = A.ubah})
catat_audit(K.audit, A.sekarang, A.pelaku, JENIS[A.ubah], A.nama, A.ubah == 'sandi' and '' or hak_dulu,
  A.ubah == 'sandi' and 'diganti' or hak)

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
