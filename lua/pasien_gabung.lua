-- pasien_gabung: makes two records of one patient one: the numbers that the other record lacks, the forms and the bookings
-- that are kept go to it, with their claims and referrals; the first record is gone.
-- The caller has looked which bookings are the first record's; where there is another by now, it must look again.
--
-- KEYS
--   permintaan         this request id's answer
--   catatan            bucket of the record that goes
--   nik                bucket of its NIK
--   kartu              bucket of its card
--   catatan_ke         bucket of the record that stays
--   pasien_baru        patients registered through service 7
--   peristiwa          the event stream
--   audit              the audit log
--   hari...            four for each date: its bookings, its claims, the referrals of its quarter, its forms
-- ARGV
--   norm               the record number that goes
--   nik                that record's, as it was read
--   nomorkartu         likewise
--   ke                 the record number that stays
--   duplikat           the hospital's policy: poli, tanggal or dokter
--   hari_ini           yyyy-mm-dd, the hospital's date
--   oleh               who asks
--   pelaku             the same for the audit log, with the person's name where it is known
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   hari...            two for each date: yyyy-mm-dd, and the kodebooking that name the first record, separated by a space
-- ANSWERS
--   OK                 jumlah
--   BERUBAH
--   NORM_TIDAK_ADA     norm
--   NOMOR_BERBEDA      bidang
--   DUA_ANTREAN        kodebooking
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE norm
-- INCLUDE klaim
-- INCLUDE rujukan
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local tercatat = redis.call('HGET', K.catatan, A.norm)
if not tercatat then return {'NORM_TIDAK_ADA', 'norm', A.norm} end
if tercatat ~= A.nik .. '\t' .. A.nomorkartu then return {'BERUBAH'} end
local nik_ke, kartu_ke = baca_pasien(K.catatan_ke, A.ke)
if not nik_ke then return {'NORM_TIDAK_ADA', 'norm', A.ke} end

-- A number that leads to neither record is somebody else's by now.
local function milik_keduanya(kunci, nomor)
  local pemilik = nomor ~= '' and redis.call('HGET', kunci, nomor)
  return (pemilik == A.norm or pemilik == A.ke) and nomor or ''
end
local nik, nomorkartu = milik_keduanya(K.nik, A.nik), milik_keduanya(K.kartu, A.nomorkartu)
local beda = {}
if nik ~= '' and nik_ke ~= '' and nik ~= nik_ke then beda[1] = 'nik' end
if nomorkartu ~= '' and kartu_ke ~= '' and nomorkartu ~= kartu_ke then beda[#beda + 1] = 'nomorkartu' end
if #beda > 0 then return {'NOMOR_BERBEDA', 'bidang', table.concat(beda, ' dan ')} end

local semua, dua, jumlah = {}, {}, 0
for i = 1, #A.hari / 2 do
  local k, tanggal, kode = (i - 1) * 4, A.hari[i * 2 - 1], A.hari[i * 2]
  if klaim_di_luar(redis.call('HGET', K.hari[k + 2], A.norm), kode) then return {'BERUBAH'} end
  local klaim_ke = redis.call('HGET', K.hari[k + 2], A.ke)
  for kodebooking in string.gmatch(kode, '[^ ]+') do
    local booking = baca_booking(K.hari[k + 1], kodebooking)
    if booking then semua[#semua + 1] = {k = k, kodebooking = kodebooking, booking = booking} end
    if booking and booking.norm == A.norm then
      jumlah = jumlah + 1
      local menunggu = tanggal >= A.hari_ini and booking.status ~= 'batal' and booking.t5 == ''
      for lain in klaim_menghalangi(menunggu and klaim_ke, A.duplikat, booking.kodepoli, booking.kodedokter) do
        local kedua = baca_booking(K.hari[k + 1], lain)
        if kedua and kedua.norm ~= A.norm and kedua.t5 == '' then dua[#dua + 1] = kodebooking .. ' dan ' .. lain end
      end
    end
  end
end
if #dua > 0 then return {'DUA_ANTREAN', 'kodebooking', table.concat(dua, ', ')} end

for _, satu in ipairs(semua) do
  local k, booking = satu.k, satu.booking
  local sudah, klaim_lain = booking.norm == A.ke, {}
  for bidang in string.gmatch(booking.klaim_lain, '[^ ]+') do
    if bidang == A.ke then
      sudah = true
    elseif bidang ~= A.norm then
      klaim_lain[#klaim_lain + 1] = bidang
    end
  end
  if booking.norm == A.norm then
    pindah_rujukan(K.hari[k + 3], booking.nomorreferensi, satu.kodebooking, A.ke)
    booking.norm = A.ke
  elseif booking.norm ~= A.ke then
    klaim_lain[#klaim_lain + 1] = A.ke
  end
  booking.klaim_lain = table.concat(klaim_lain, ' ')
  -- First what is added: a hash that is emptied in between would lose when it expires.
  if booking.status ~= 'batal' and not sudah then
    tambah_klaim(K.hari[k + 2], A.ke, booking.kodepoli .. ':' .. booking.kodedokter .. ':' .. satu.kodebooking)
  end
  hapus_klaim(K.hari[k + 2], A.norm, satu.kodebooking)
  redis.call('HSET', K.hari[k + 1], satu.kodebooking, kemas_booking(booking))
end
for i = 1, #A.hari / 2 do
  local formulir = redis.call('HGET', K.hari[i * 4], A.norm)
  if formulir and redis.call('HEXISTS', K.hari[i * 4], A.ke) == 0 then
    redis.call('HSET', K.hari[i * 4], A.ke, formulir)
  end
  if formulir then redis.call('HDEL', K.hari[i * 4], A.norm) end
end
local nama = redis.call('HGET', K.catatan, A.norm .. ':n')
if nama and redis.call('HEXISTS', K.catatan_ke, A.ke .. ':n') == 0 then
  redis.call('HSET', K.catatan_ke, A.ke .. ':n', nama)
end
if nik ~= '' then redis.call('HSET', K.nik, nik, A.ke) end
if nomorkartu ~= '' then redis.call('HSET', K.kartu, nomorkartu, A.ke) end
redis.call('HSET', K.catatan_ke, A.ke,
  (nik_ke ~= '' and nik_ke or nik) .. '\t' .. (kartu_ke ~= '' and kartu_ke or nomorkartu))
redis.call('HDEL', K.catatan, A.norm, A.norm .. ':n')
redis.call('HDEL', K.pasien_baru, A.norm)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.pasien_gabung{norm = A.norm, ke = A.ke})
catat_audit(K.audit, A.sekarang, A.pelaku, 'pasien_gabung', A.norm, '', A.ke)

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'jumlah', tostring(jumlah)})
