-- jadwal_impor: puts a changed schedule in force, all of it or nothing.
-- The caller has read the schedule and every session from today on, and worked out what becomes of them; where either
-- has changed since, it must read again. What only this script can know is how many places are taken by now.
--
-- KEYS
--   permintaan         this request id's answer
--   versi              the schedule's version
--   poli               kodepoli → namapoli
--   dokter             kodedokter → namadokter
--   jadwal             the schedule
--   huruf              slot → letters
--   huruf_pemilik      letters → slot
--   sesi_daftar        all sessions by date
--   peristiwa          the event stream
--   audit              the audit log
--   sesi...            every session from today on
-- ARGV
--   versi              the version that was read, empty where there was none
--   dari               today as yyyymmdd
--   perubahan          JSON {poli, dokter, huruf, huruf_pemilik, jadwal: {field: value}, hapus: [field of jadwal],
--                      sesi: {place in KEYS as text: {field: value}}, nama_sesi: {the same place: its name}}
--   bersama            the hospital's policy: 1: both kinds of patients share the places
--   jumlah             rows imported
--   dibuang            rows dropped
--   sekarang           epoch ms
--   oleh               who imports
--   pelaku             the same for the audit log, with the person's name where it is known
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   BERUBAH
--   KUOTA_KURANG       kurang
-- INCLUDE permintaan
-- INCLUDE peristiwa
-- INCLUDE jadwal
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

if (redis.call('GET', K.versi) or '') ~= A.versi
  or redis.call('ZCOUNT', K.sesi_daftar, A.dari, '+inf') ~= #K.sesi then
  return {'BERUBAH'}
end

local perubahan = cjson.decode(A.perubahan)

-- For the audit log; what holds before the change is read here, where nobody can come in between.
local berubah = {}
local function ubah(jenis, objek, lama, baru)
  berubah[#berubah + 1] = {jenis = jenis, objek = objek, lama = lama or '', baru = baru or ''}
end
local function urut(a, b)
  return a.jenis .. a.objek < b.jenis .. b.objek
end
local function kuota_sesi(jkn, nonjkn, spm, dibuka)
  return dibuka == '1' and 'jkn=' .. jkn .. ' nonjkn=' .. nonjkn .. ' spm=' .. spm or 'tutup'
end

-- What is taken of each quota stays taken; a session that the schedule has no more may have nothing taken. All that
-- stand in the way are told, each as `place in KEYS:kind:taken`.
local kurang = {}
for ke, baru in pairs(perubahan.sesi) do
  local kuota = redis.call('HMGET', K.sesi[ke], 'kuotajkn', 'sisajkn', 'kuotanonjkn', 'sisanonjkn', 'spm', 'dibuka')
  local semua = kuota[1] - kuota[2] + kuota[3] - kuota[4]
  local cukup = A.bersama == '1' and semua <= baru.kuotajkn + baru.kuotanonjkn
  for i, jenis in ipairs({'jkn', 'nonjkn'}) do
    local terpakai = kuota[i * 2 - 1] - kuota[i * 2]
    local kuota_baru = tonumber(baru['kuota' .. jenis])
    if kuota_baru < terpakai then
      if not cukup then kurang[#kurang + 1] = ke .. ':' .. jenis .. ':' .. terpakai end
      baru.bersama = '1'
    end
    baru['sisa' .. jenis] = tostring(kuota_baru - terpakai)
  end
  ubah('sesi', perubahan.nama_sesi[ke], kuota_sesi(kuota[1], kuota[3], kuota[5], kuota[6]),
    kuota_sesi(baru.kuotajkn, baru.kuotanonjkn, baru.spm, baru.dibuka))
end

if #kurang > 0 then return {'KUOTA_KURANG', 'kurang', table.concat(kurang, ' ')} end

for kode, nama in pairs(perubahan.poli) do ubah('poli', kode, redis.call('HGET', K.poli, kode), nama) end
for kode, nama in pairs(perubahan.dokter) do ubah('dokter', kode, redis.call('HGET', K.dokter, kode), nama) end

local function isi_baris(teks)
  local isi = {}
  for _, satu in ipairs(baca_baris(teks, {}, {})) do
    isi[satu.kodedokter .. ':' .. satu.jampraktek] = 'jkn=' .. satu.kuotajkn .. ' nonjkn=' .. satu.kuotanonjkn
      .. ' spm=' .. satu.spm .. ' huruf=' .. satu.huruf
  end
  return isi
end
local function lewat(bagian)
  local hari = string.gsub(string.match(bagian, '^[^:]+'), '-', '')
  return #hari > 1 and hari < A.dari
end
-- That rows of past dates are dropped changes nothing that anybody could have booked.
local function ubah_baris(bagian, teks)
  if lewat(bagian) then return end
  local lama, baru = isi_baris(redis.call('HGET', K.jadwal, bagian)), isi_baris(teks)
  for slot, isi in pairs(lama) do ubah('jadwal', bagian .. ':' .. slot, isi, baru[slot]) end
  for slot, isi in pairs(baru) do
    if not lama[slot] then ubah('jadwal', bagian .. ':' .. slot, '', isi) end
  end
end
for bagian, teks in pairs(perubahan.jadwal) do ubah_baris(bagian, teks) end
for _, bagian in ipairs(perubahan.hapus) do ubah_baris(bagian, '') end
table.sort(berubah, urut)

local function tulis(kunci, isi)
  for bidang, nilai in pairs(isi) do redis.call('HSET', kunci, bidang, nilai) end
end

tulis(K.poli, perubahan.poli)
tulis(K.dokter, perubahan.dokter)
tulis(K.huruf, perubahan.huruf)
tulis(K.huruf_pemilik, perubahan.huruf_pemilik)
tulis(K.jadwal, perubahan.jadwal)
for ke, baru in pairs(perubahan.sesi) do tulis(K.sesi[ke], baru) end
redis.call('INCR', K.versi)
local entri = catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.jadwal_impor{jumlah = A.jumlah, dibuang = A.dibuang})
local boleh = boleh_membuang(entri, A.sekarang)
for _, bidang in ipairs(perubahan.hapus) do
  if boleh or not lewat(bidang) then redis.call('HDEL', K.jadwal, bidang) end
end
for _, satu in ipairs(berubah) do
  catat_audit(K.audit, A.sekarang, A.pelaku, satu.jenis, satu.objek, satu.lama, satu.baru)
end

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
