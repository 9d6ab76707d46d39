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
--   pasien...          eight for each patient: norm, NIK, card, name (a tab: as it is), the NIK and card as they were read,
--                      the numbers by which the row says whose it is, and the one of them that it corrects or empty
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

local jumlah = #A.pasien / 8

-- What the batch will have: whose each number is then, and what each record has, whose others another row may take.
local pemilik_baru, jadi = {}, {}
for ke = 0, jumlah - 1 do
  local norm, nik, nomorkartu = A.pasien[ke * 8 + 1], A.pasien[ke * 8 + 2], A.pasien[ke * 8 + 3]
  jadi[norm], pemilik_baru[nik], pemilik_baru[nomorkartu] = {[nik] = true, [nomorkartu] = true}, norm, norm
end

local function punya_lain(kunci, nilai, norm)
  local pemilik = nilai ~= '' and redis.call('HGET', kunci, nilai)
  return pemilik and pemilik ~= norm and not (jadi[pemilik] and not jadi[pemilik][nilai]) and pemilik
end

local function menyebut(sebut, nomor)
  return nomor ~= '' and string.find(' ' .. sebut .. ' ', ' ' .. nomor .. ' ', 1, true)
end

-- Whether a number of a record, where it has one, goes to another record of the batch.
local function diberikan(nomor, norm)
  return nomor == '' or (pemilik_baru[nomor] or norm) ~= norm
end

for ke = 0, jumlah - 1 do
  local k, a = ke * 5, ke * 8
  local norm, nik, nomorkartu = A.pasien[a + 1], A.pasien[a + 2], A.pasien[a + 3]
  local nik_lama, kartu_lama = A.pasien[a + 5], A.pasien[a + 6]
  local tercatat = redis.call('HGET', K.pasien[k + 1], norm) or '\t'
  if tercatat ~= nik_lama .. '\t' .. kartu_lama then return {'BERUBAH'} end
  local sebut, nomorlama = A.pasien[a + 7], A.pasien[a + 8]
  local berubah = nik ~= nik_lama or nomorkartu ~= kartu_lama
  if nomorlama ~= '' and nomorlama ~= nik_lama and nomorlama ~= kartu_lama and berubah then
    return {'MILIK_LAIN', 'ke', tostring(ke), 'bidang', 'nomorlama', 'norm', norm}
  end
  -- Two issuers may give one record number: whom service 7 registered under it is whom the row means only where it has
  -- a number of that record, unless all of them go to other records of the batch; else it takes none away.
  local nik_ada, kartu_ada = nomor_sungguh(nik_lama), nomor_sungguh(kartu_lama)
  local bebas_nik, bebas_kartu = diberikan(nik_ada, norm), diberikan(kartu_ada, norm)
  local lain = sebut ~= '' and not (bebas_nik and bebas_kartu)
    or not bebas_nik and nik ~= nik_lama or not bebas_kartu and nomorkartu ~= kartu_lama
  if lain and not menyebut(sebut, nik_ada) and not menyebut(sebut, kartu_ada)
    and redis.call('HEXISTS', K.pasien_baru, norm) == 1 then
    return {'MILIK_LAIN', 'ke', tostring(ke), 'bidang', 'norm', 'norm', norm}
  end
  local pemilik = punya_lain(K.pasien[k + 2], nik, norm)
  if pemilik then return {'MILIK_LAIN', 'ke', tostring(ke), 'bidang', 'nik', 'norm', pemilik} end
  pemilik = punya_lain(K.pasien[k + 3], nomorkartu, norm)
  if pemilik then return {'MILIK_LAIN', 'ke', tostring(ke), 'bidang', 'nomorkartu', 'norm', pemilik} end
end

-- First what the batch gives up, then what it sets: a number may go from one of its records to another.
for ke = 0, jumlah - 1 do
  local k, a = ke * 5, ke * 8
  local nik_lama, kartu_lama = A.pasien[a + 5], A.pasien[a + 6]
  if nik_lama ~= A.pasien[a + 2] and nik_lama ~= '' then redis.call('HDEL', K.pasien[k + 4], nik_lama) end
  if kartu_lama ~= A.pasien[a + 3] and kartu_lama ~= '' then redis.call('HDEL', K.pasien[k + 5], kartu_lama) end
end
for ke = 0, jumlah - 1 do
  local k, a = ke * 5, ke * 8
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
