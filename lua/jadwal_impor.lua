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
--   sesi...            every session from today on
-- ARGV
--   versi              the version that was read, empty where there was none
--   dari               today as yyyymmdd
--   perubahan          JSON {poli, dokter, huruf, huruf_pemilik, jadwal: {field: value}, hapus: [field of jadwal],
--                      sesi: {place in KEYS as text: {field: value}}}
--   jumlah             rows imported
--   sekarang           epoch ms
--   oleh               who imports
--   batas_peristiwa    events before this epoch ms are dropped
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   BERUBAH
--   KUOTA_KURANG       ke jenis terpakai
-- INCLUDE permintaan
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

if (redis.call('GET', K.versi) or '') ~= A.versi
  or redis.call('ZCOUNT', K.sesi_daftar, A.dari, '+inf') ~= #K.sesi then
  return {'BERUBAH'}
end

local perubahan = cjson.decode(A.perubahan)

-- What is taken of each quota stays taken; a session that the schedule has no more may have nothing taken.
for ke, baru in pairs(perubahan.sesi) do
  local kuota = redis.call('HMGET', K.sesi[ke], 'kuotajkn', 'sisajkn', 'kuotanonjkn', 'sisanonjkn')
  for i, jenis in ipairs({'jkn', 'nonjkn'}) do
    local terpakai = kuota[i * 2 - 1] - kuota[i * 2]
    local kuota_baru = tonumber(baru['kuota' .. jenis])
    if kuota_baru < terpakai then
      return {'KUOTA_KURANG', 'ke', ke, 'jenis', jenis, 'terpakai', tostring(terpakai)}
    end
    baru['sisa' .. jenis] = tostring(kuota_baru - terpakai)
  end
end

local function tulis(kunci, isi)
  for bidang, nilai in pairs(isi) do redis.call('HSET', kunci, bidang, nilai) end
end

tulis(K.poli, perubahan.poli)
tulis(K.dokter, perubahan.dokter)
tulis(K.huruf, perubahan.huruf)
tulis(K.huruf_pemilik, perubahan.huruf_pemilik)
tulis(K.jadwal, perubahan.jadwal)
for _, bidang in ipairs(perubahan.hapus) do redis.call('HDEL', K.jadwal, bidang) end
for ke, baru in pairs(perubahan.sesi) do tulis(K.sesi[ke], baru) end
redis.call('INCR', K.versi)
catat(K.peristiwa, A.batas_peristiwa, A.sekarang, 'jadwal_impor', A.oleh, 'jumlah', A.jumlah)

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
