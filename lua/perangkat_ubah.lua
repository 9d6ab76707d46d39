-- perangkat_ubah: adds a device of a hospital, a board or a kiosk, changes what it shows, or takes it away.
--
-- KEYS
--   permintaan         this request id's answer
--   perangkat          the hospital's devices, by name
--   perangkat_tampilan what they show
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   nama               the device's name
--   ubah               buat, atur or cabut
--   digest             of the key in its link; for buat
--   jenis              papan or kios; for buat
--   poli               which clinics it is for, words with commas between; empty for all
--   teks               the running text; may be empty
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

local JENIS = {buat = 'perangkat_buat', atur = 'perangkat_atur', cabut = 'perangkat_cabut'}

local dulu = redis.call('HGET', K.perangkat, A.nama)
if A.ubah == 'buat' and dulu then return {'SUDAH_ADA'} end
if A.ubah ~= 'buat' and not dulu then return {'TIDAK_ADA'} end

-- What is kept: the key's digest, when it was made, its kind; and beside it clinics and running text, a tab between.
local jenis = dulu and string.match(dulu, '%S+$') or A.jenis
local tampilan_dulu = redis.call('HGET', K.perangkat_tampilan, A.nama)
local tampilan = A.ubah ~= 'cabut' and A.poli .. '\t' .. A.teks
if A.ubah == 'buat' then redis.call('HSET', K.perangkat, A.nama, A.digest .. ' ' .. A.sekarang .. ' ' .. A.jenis) end
if tampilan then
  redis.call('HSET', K.perangkat_tampilan, A.nama, tampilan)
else
  redis.call('HDEL', K.perangkat, A.nama)
  redis.call('HDEL', K.perangkat_tampilan, A.nama)
end

local function kata(isi)
  return isi and samarkan((string.gsub(jenis .. ' ' .. isi, '%s+', ' '))) or ''
end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.perangkat_ubah{perangkat = A.nama, ubah = A.ubah})
catat_audit(K.audit, A.sekarang, A.pelaku, JENIS[A.ubah], A.nama, kata(tampilan_dulu), kata(tampilan))

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
