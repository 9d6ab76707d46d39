-- libur_pulihkan: takes a closing back. The day or its part is open again, and the bookings that were cancelled by
-- closing any of these sessions stand as before: number, place in line, check-in, claims and referral. One whose place
-- or patient is not free any more stays cancelled, and is told with what stands in its way.
--
-- KEYS
--   permintaan         this request id's answer
--   libur              the closed days
--   sesi_daftar        all sessions by date
--   booking            the date's bookings
--   klaim              the date's claims
--   rujukan            the referrals in use by bookings of the date's quarter
--   farmasi            the pharmacy's counters
--   racikan            its waiting numbers of compounded prescriptions
--   non_racikan        those of the others
--   peristiwa          the event stream
--   audit              the audit log
--   semua...           four for each session of the date: session, waiting, checked in, called; then the referrals of
--                      every quarter that has a day from today on
-- ARGV
--   cakupan            which sessions: how their slots begin; empty for all
--   bidang             yyyy-mm-dd, or yyyy-mm-dd:cakupan
--   tanggal            yyyy-mm-dd
--   tanggal_angka      the same as yyyymmdd
--   hari_ini           yyyy-mm-dd, the hospital's date
--   duplikat           the hospital's policy: poli, tanggal or dokter
--   bersama            the hospital's policy: 1: both kinds of patients share the places
--   berakhir           when dated keys expire, epoch s
--   rujukan_berakhir   when the quarter's referrals expire, epoch s
--   sekarang           epoch ms
--   oleh               who takes it back
--   pelaku             the same for the audit log, with the person's name where it is known
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   slot...            the slot of each session, in the order of KEYS
-- ANSWERS
--   OK                 pulih tinggal dibuka
--   TIDAK_ADA          tinggal
--   BERUBAH
--   TANGGAL_LEWAT
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE klaim
-- INCLUDE kuota
-- INCLUDE libur
-- INCLUDE rujukan
-- INCLUDE tempat
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

if A.tanggal < A.hari_ini then return {'TANGGAL_LEWAT'} end
if redis.call('ZCOUNT', K.sesi_daftar, A.tanggal_angka, A.tanggal_angka) ~= #A.slot then return {'BERUBAH'} end

local sesi = {}
local sisa, kuota = {}, {}
for i = 1, #A.slot do
  local k = (i - 1) * 4
  sesi[A.slot[i]] = {sesi = K.semua[k + 1], antre = K.semua[k + 2], hadir = K.semua[k + 3], dilayani = K.semua[k + 4]}
  local isi = redis.call('HMGET', K.semua[k + 1], 'dibuka', 'sisajkn', 'sisanonjkn', 'kuotajkn', 'kuotanonjkn')
  if isi[1] == '1' then sisa[A.slot[i]] = {jkn = tonumber(isi[2]), nonjkn = tonumber(isi[3])} end
  kuota[A.slot[i]] = {jkn = isi[4], nonjkn = isi[5]}
end

local calon = {}
for _, kodebooking in ipairs(redis.call('HKEYS', K.booking)) do
  local booking = baca_booking(K.booking, kodebooking)
  local slot = slot_booking(booking)
  if booking.status == 'batal' and booking.tutup ~= '' and dalam_cakupan(slot, A.cakupan) then
    local tempat, hadir = string.match(booking.tutup, '^(.+),([01])$')
    calon[#calon + 1] = {kode = kodebooking, booking = booking, slot = slot, tempat = tempat, hadir = hadir,
      dibuat = tonumber(booking.dibuat)}
  end
end
-- Who booked first comes first where not all can come back.
local function dahulu(a, b)
  return a.dibuat < b.dibuat or a.dibuat == b.dibuat and a.kode < b.kode
end
table.sort(calon, dahulu)

-- What those who come back will hold counts as held, before anything is written.
local diklaim, dirujuk = {}, {}
local function halangan(satu)
  local booking = satu.booking
  if not sisa[satu.slot] then return 'sesi' end
  for _, bidang in ipairs(bidang_klaim(booking)) do
    local klaim = (redis.call('HGET', K.klaim, bidang) or '') .. ' ' .. (diklaim[bidang] or '')
    for kodebooking in klaim_menghalangi(klaim, A.duplikat, booking.kodepoli, booking.kodedokter) do
      if baca_booking(K.booking, kodebooking).t5 == '' then return 'pasien' end
    end
  end
  if booking.nomorreferensi ~= '' then
    if dirujuk[booking.nomorreferensi] then return 'rujukan' end
    for i = #A.slot * 4 + 1, #K.semua do
      local rujukan = redis.call('HGET', K.semua[i], booking.nomorreferensi)
      if rujukan_menghalangi(rujukan, A.hari_ini, A.tanggal, booking.norm) then return 'rujukan' end
    end
  end
  if sisa_bagi(A.bersama, kuota[satu.slot], sisa[satu.slot], booking.jenis) <= 0 then return 'kuota' end
end

local pulih, tinggal = {}, {}
for _, satu in ipairs(calon) do
  local sebab = halangan(satu)
  if sebab then
    tinggal[#tinggal + 1] = satu.kode .. ':' .. sebab
  else
    local booking = satu.booking
    pulih[#pulih + 1] = satu
    sisa[satu.slot][booking.jenis] = sisa[satu.slot][booking.jenis] - 1
    satu.klaim = booking.kodepoli .. ':' .. booking.kodedokter .. ':' .. satu.kode
    for _, bidang in ipairs(bidang_klaim(booking)) do
      diklaim[bidang] = (diklaim[bidang] or '') .. ' ' .. satu.klaim
    end
    if booking.nomorreferensi ~= '' then dirujuk[booking.nomorreferensi] = true end
  end
end

local sebab_tutup = redis.call('HGET', K.libur, A.bidang)
if not sebab_tutup and #pulih == 0 then return {'TIDAK_ADA', 'tinggal', table.concat(tinggal, ' ')} end

redis.call('HDEL', K.libur, A.bidang)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.libur_pulihkan{libur = A.bidang, jumlah = #pulih})
catat_audit(K.audit, A.sekarang, A.pelaku, 'libur_hapus', A.bidang, samarkan(sebab_tutup or ''), '')
for _, satu in ipairs(pulih) do
  local booking = satu.booking
  local milik = sesi[satu.slot]
  local tempat = tempat_bebas(milik, satu.tempat)
  if redis.call('HINCRBY', milik.sesi, 'sisa' .. booking.jenis, -1) < 0 then
    redis.call('HSET', milik.sesi, 'bersama', 1)
  end
  redis.call('ZADD', milik.antre, tempat, anggota(booking))
  redis.call('EXPIREAT', milik.antre, A.berakhir)
  if satu.hadir == '1' then
    redis.call('ZADD', milik.hadir, tempat, anggota(booking))
    redis.call('EXPIREAT', milik.hadir, A.berakhir)
  end
  tambah_klaim(K.klaim, booking.norm, satu.klaim)
  for bidang in string.gmatch(booking.klaim_lain, '[^ ]+') do tambah_klaim(K.klaim, bidang, satu.klaim) end
  redis.call('EXPIREAT', K.klaim, A.berakhir)
  if booking.nomorreferensi ~= '' then
    tambah_rujukan(K.rujukan, booking.nomorreferensi, A.hari_ini, A.tanggal, satu.kode, booking.norm)
    redis.call('EXPIREAT', K.rujukan, A.rujukan_berakhir)
  end
  -- A number at the pharmacy that was passed over meanwhile is called by nobody any more.
  local dipanggil = tonumber(redis.call('HGET', K.farmasi, booking.resep .. ':dipanggil') or 0)
  local pernah = string.find(booking.riwayat, 'farmasi_panggil,', 1, true)
  if booking.farmasi ~= '' and tonumber(booking.farmasi) > dipanggil and not pernah then
    local baris = booking.resep == 'Racikan' and K.racikan or K.non_racikan
    redis.call('ZADD', baris, booking.farmasi, satu.kode)
    redis.call('EXPIREAT', baris, A.berakhir)
  end
  booking.status, booking.alasan, booking.tutup = 'aktif', '', ''
  ubah_booking(K.booking, satu.kode, booking, 'pulih', A.sekarang, A.oleh)
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
    EVENT.pulih{kodebooking = satu.kode, tempat = tempat, hadir = satu.hadir})
  catat_audit(K.audit, A.sekarang, A.pelaku, 'pulih', satu.kode, 'batal',
    booking.datang ~= '' and 'hadir' or 'terdaftar')
end

local kode = {}
for i, satu in ipairs(pulih) do kode[i] = satu.kode end
return ingat(K.permintaan, A.umur_permintaan, {'OK', 'pulih', table.concat(kode, ' '),
  'tinggal', table.concat(tinggal, ' '), 'dibuka', sebab_tutup and '1' or '0'})
