-- pasien_baru: registers a patient under the hospital's next record number, or completes the record that lacks the card
-- or the NIK.
-- Which bucket holds the next record follows from the counter, which the caller does not see: it passes two
-- neighbouring buckets, and is told the right one where its guess was off, and which numbers it need not try again.
--
-- KEYS
--   permintaan         this request id's answer
--   nik                bucket of the NIK
--   kartu              bucket of the card
--   norm_terakhir      the highest record number known
--   catatan            bucket of patient records `bucket`
--   catatan_berikut    the bucket after it
--   catatan_dikenal    bucket of the record `norm_dikenal`
--   pasien_baru        patients registered through service 7
--   seri               the highest number of each series
--   formulir           the forms of the day
--   peristiwa          the event stream
-- ARGV
--   bucket             number of the bucket that the caller guesses
--   per_bucket         record numbers in a bucket
--   norm_dikenal       the record that one of the numbers leads to, as far as the caller knows; empty at first
--   sesudah            numbers up to this one were seen to be taken; 0 at first
--   format_norm        the hospital's, such as ######
--   nik                16 digits
--   nomorkartu         11 to 13 digits; empty: none
--   nama               text
--   formulir           the whole form, sealed; empty: it is not kept
--   hari_ini           yyyy-mm-dd
--   oleh               who asks: mjkn, …
--   sekarang           epoch ms
--   berakhir           when the form expires, epoch s
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK                 norm
--   PASIEN_SUDAH_ADA
--   BERUBAH            bucket sesudah
--   LIHAT_CATATAN      norm
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE norm
-- INCLUDE seri
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

-- A record that lacks the number that is not known is completed; else 202 and a refusal here send the patient round.
-- At a counter there may be no card.
local berkartu = A.nomorkartu ~= ''
local norm_nik, norm_kartu = redis.call('HGET', K.nik, A.nik), berkartu and redis.call('HGET', K.kartu, A.nomorkartu)
local dikenal = norm_nik or norm_kartu
local nama = A.nama
if dikenal then
  if norm_nik and (norm_kartu or not berkartu) then return {'PASIEN_SUDAH_ADA'} end
  if dikenal ~= A.norm_dikenal then return {'LIHAT_CATATAN', 'norm', dikenal} end
  local nik, nomorkartu = baca_pasien(K.catatan_dikenal, dikenal)
  if (norm_nik and nomorkartu or nik) ~= '' then return {'PASIEN_SUDAH_ADA'} end
  nama = redis.call('HGET', K.catatan_dikenal, dikenal .. ':n') or nama
end

-- The next number that no patient has: one written by hand may be in the way.
local terakhir = redis.call('GET', K.norm_terakhir)
local tertinggi, bebas = norm_tertinggi(K.seri)
if not dikenal and not terakhir and not bebas
  and (tertinggi > 0 or redis.call('EXISTS', K.pasien_baru) == 1) then return {'BUKU_RUSAK'} end
local angka = math.max(tonumber(terakhir or 0), tertinggi, tonumber(A.sesudah))
local norm = dikenal
local catatan = K.catatan_dikenal
while not norm do
  angka = angka + 1
  local calon = tulis_norm(A.format_norm, angka)
  local digit = string.sub(string.gsub(calon, '%D', ''), -15)
  local bucket = math.floor(tonumber(digit) / tonumber(A.per_bucket))
  if bucket == tonumber(A.bucket) then
    catatan = K.catatan
  elseif bucket == tonumber(A.bucket) + 1 then
    catatan = K.catatan_berikut
  else
    return {'BERUBAH', 'bucket', string.format('%.0f', bucket), 'sesudah', string.format('%.0f', angka - 1)}
  end
  if redis.call('HEXISTS', catatan, calon) == 0 then norm = calon end
end

if not dikenal then
  redis.call('SET', K.norm_terakhir, string.format('%.0f', angka))
  catat_norm(K.seri, angka)
  redis.call('HSET', K.pasien_baru, norm, A.hari_ini)
end
redis.call('HSET', catatan, norm, A.nik .. '\t' .. A.nomorkartu, norm .. ':n', nama)
redis.call('HSET', K.nik, A.nik, norm)
if berkartu then redis.call('HSET', K.kartu, A.nomorkartu, norm) end
if A.formulir ~= '' then
  redis.call('HSET', K.formulir, norm, A.formulir)
  redis.call('EXPIREAT', K.formulir, A.berakhir)
end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  dikenal and EVENT.pasien_lengkap{norm = norm} or EVENT.pasien_baru{norm = norm})

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'norm', norm})
