-- pasien_impor: inserts or updates a batch of patients by record number, all of them or none.
-- The caller has read the records as they were, for the buckets of numbers that a patient no longer has; where one has
-- changed since, it must read again.
--
-- KEYS
--   permintaan         this request id's answer
--   norm_terakhir      the highest record number known
--   pasien_baru        patients registered through service 7
--   seri               the highest number of each series
--   peristiwa          the event stream
--   pasien...          five for each patient: its record's bucket, new NIK's, new card's, old NIK's, old card's
-- ARGV
--   sekarang           epoch ms
--   oleh               who imports
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   tertinggi          the highest record number of the batch, 0 where none counts
--   pasien...          six for each patient: norm, NIK, card, name (a tab: as it is), and the NIK and card as they were read
-- ANSWERS
--   OK                 jumlah
--   BERUBAH
--   MILIK_LAIN         ke bidang norm
-- INCLUDE permintaan
-- INCLUDE norm
-- INCLUDE seri
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local jumlah = #A.pasien / 6

-- What the batch will have: whose each number is then, and who is in it and so gives up what another row takes.
local pemilik_baru, ikut = {}, {}
for ke = 0, jumlah - 1 do
  local norm, nik, nomorkartu = A.pasien[ke * 6 + 1], A.pasien[ke * 6 + 2], A.pasien[ke * 6 + 3]
  ikut[norm], pemilik_baru['nik:' .. nik], pemilik_baru['kartu:' .. nomorkartu] = true, norm, norm
end

local function punya_lain(kunci, nilai, norm)
  local pemilik = nilai ~= '' and redis.call('HGET', kunci, nilai)
  return pemilik and pemilik ~= norm and not ikut[pemilik] and pemilik
end

for ke = 0, jumlah - 1 do
  local k, a = ke * 5, ke * 6
  local norm, nik, nomorkartu = A.pasien[a + 1], A.pasien[a + 2], A.pasien[a + 3]
  local nik_lama, kartu_lama = A.pasien[a + 5], A.pasien[a + 6]
  local tercatat = redis.call('HGET', K.pasien[k + 1], norm) or '\t'
  if tercatat ~= nik_lama .. '\t' .. kartu_lama then return {'BERUBAH'} end
  -- Two issuers gave one record number: whom service 7 registered under it is nobody whom the caller knows, unless the
  -- numbers go to other records of the batch.
  local tetap = nik ~= '' and nik == nik_lama or nomorkartu ~= '' and nomorkartu == kartu_lama
    or (nik_lama == '' or pemilik_baru['nik:' .. nik_lama]) and (kartu_lama == '' or pemilik_baru['kartu:' .. kartu_lama])
  if not tetap and redis.call('HEXISTS', K.pasien_baru, norm) == 1 then
    return {'MILIK_LAIN', 'ke', tostring(ke), 'bidang', 'norm', 'norm', norm}
  end
  local pemilik = punya_lain(K.pasien[k + 2], nik, norm)
  if pemilik then return {'MILIK_LAIN', 'ke', tostring(ke), 'bidang', 'nik', 'norm', pemilik} end
  pemilik = punya_lain(K.pasien[k + 3], nomorkartu, norm)
  if pemilik then return {'MILIK_LAIN', 'ke', tostring(ke), 'bidang', 'nomorkartu', 'norm', pemilik} end
end

-- First what the batch gives up, then what it sets: a number may go from one of its records to another.
for ke = 0, jumlah - 1 do
  local k, a = ke * 5, ke * 6
  local nik_lama, kartu_lama = A.pasien[a + 5], A.pasien[a + 6]
  if nik_lama ~= A.pasien[a + 2] and nik_lama ~= '' then redis.call('HDEL', K.pasien[k + 4], nik_lama) end
  if kartu_lama ~= A.pasien[a + 3] and kartu_lama ~= '' then redis.call('HDEL', K.pasien[k + 5], kartu_lama) end
end
for ke = 0, jumlah - 1 do
  local k, a = ke * 5, ke * 6
  local norm, nik, nomorkartu, nama = A.pasien[a + 1], A.pasien[a + 2], A.pasien[a + 3], A.pasien[a + 4]
  redis.call('HSET', K.pasien[k + 1], norm, nik .. '\t' .. nomorkartu)
  if nama == '' then
    redis.call('HDEL', K.pasien[k + 1], norm .. ':n')
  elseif nama ~= '\t' then
    redis.call('HSET', K.pasien[k + 1], norm .. ':n', nama)
  end
  if nik ~= '' then redis.call('HSET', K.pasien[k + 2], nik, norm) end
  if nomorkartu ~= '' then redis.call('HSET', K.pasien[k + 3], nomorkartu, norm) end
end
local tertinggi = norm_tertinggi(K.seri)
local terakhir = math.max(tonumber(redis.call('GET', K.norm_terakhir) or 0), tertinggi)
if tonumber(A.tertinggi) > terakhir then
  redis.call('SET', K.norm_terakhir, A.tertinggi)
  catat_norm(K.seri, A.tertinggi)
end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.pasien_impor{jumlah = jumlah})

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'jumlah', tostring(jumlah)})
