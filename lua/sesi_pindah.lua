-- sesi_pindah: gives bookings of a session that were not called yet to another session of the same day: in their order,
-- behind everybody there, with number, kodebooking, check-in, claims and referral. One that cannot go stays, and is told
-- with what stands in its way. The session that they leave is closed in the same step where that is asked for.
--
-- KEYS
--   permintaan         this request id's answer
--   poli               kodepoli → namapoli
--   dokter             kodedokter → namadokter
--   jadwal             the schedule
--   libur              the closed days
--   sesi_daftar        all sessions by date
--   seri               the highest number of each series
--   booking            the date's bookings
--   klaim              the date's claims
--   dari_sesi          the session that they leave
--   dari_antre         its numbers that wait to be called
--   dari_hadir         those of them who have checked in
--   dari_dilayani      its numbers that were called
--   sesi               the session that they go to
--   antre              its numbers that wait to be called
--   hadir              those of them who have checked in
--   dilayani           its numbers that were called
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   tanggal            the date of both, yyyy-mm-dd
--   tanggal_angka      the same as yyyymmdd
--   awalan             ddmmyyyy, how its kodebooking begin
--   hari               1 (Monday) to 7
--   hari_ini           yyyy-mm-dd, the hospital's date
--   dari               the slot of the session that they leave
--   slot               the slot of the session that they go to; then its parts
--   kodepoli           in capitals
--   kodedokter         digits
--   jampraktek         HH:MM-HH:MM
--   semua              1: all of them or nobody
--   coba               1: it is only told what would be
--   tutup              why the session that they leave is closed, for its list; empty: it is not
--   duplikat           the hospital's policy: poli, tanggal or dokter
--   bersama            the hospital's policy: 1: both kinds of patients share the places
--   berakhir           when dated keys expire, epoch s
--   oleh               who asks
--   pelaku             the same for the audit log, with the person's name where it is known
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   kode...            the kodebooking that are meant; none: all of the session
-- ANSWERS
--   OK                 pindah tinggal
--   TIDAK_SEMUA        tinggal
--   TANGGAL_LEWAT
--   POLI_TIDAK_DITEMUKAN
--   POLI_TUTUP
--   DOKTER_TIDAK_DIKENAL
--   JADWAL_TIDAK_ADA   namadokter
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE jadwal
-- INCLUDE klaim
-- INCLUDE kuota
-- INCLUDE seri
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

if A.tanggal < A.hari_ini then return {'TANGGAL_LEWAT'} end
local namapoli = redis.call('HGET', K.poli, A.kodepoli)
if not namapoli then return {'POLI_TIDAK_DITEMUKAN'} end
local dokter_tutup = A.tanggal .. ':' .. A.kodepoli .. ':' .. A.kodedokter
local libur = redis.call('HMGET', K.libur, A.tanggal, A.tanggal .. ':' .. A.kodepoli, dokter_tutup,
  dokter_tutup .. ':' .. A.jampraktek)
if libur[1] or libur[2] then return {'POLI_TUTUP'} end

-- The session that they go to: as it stands, else as the schedule has it.
local sesi = redis.call('HMGET', K.sesi, 'dibuka', 'huruf', 'sisajkn', 'sisanonjkn', 'namadokter',
  'kuotajkn', 'kuotanonjkn')
local namadokter = sesi[5] or redis.call('HGET', K.dokter, A.kodedokter)
if not namadokter then return {'DOKTER_TIDAK_DIKENAL'} end
local baris = sesi[1] ~= '1' and cari_baris(K.jadwal, A.tanggal, A.hari, A.kodepoli, A.kodedokter, A.jampraktek)
if libur[3] or libur[4] or (sesi[1] ~= '1' and not baris) then return {'JADWAL_TIDAK_ADA', 'namadokter', namadokter} end
local huruf = baris and baris.huruf or sesi[2]
local sisa = {jkn = tonumber(baris and baris.kuotajkn or sesi[3]),
  nonjkn = tonumber(baris and baris.kuotanonjkn or sesi[4])}
local kuota = {jkn = baris and baris.kuotajkn or sesi[6], nonjkn = baris and baris.kuotanonjkn or sesi[7]}
local tertinggi, bebas = seri_terakhir(K.seri, A.awalan .. huruf)
if baris and tertinggi > 0 and not bebas then return {'BUKU_RUSAK'} end

local diminta = {}
for i = 1, #A.kode do diminta[A.kode[i]] = true end
local huruf_dari = redis.call('HGET', K.dari_sesi, 'huruf') or ''
local tinggal = {}

-- Those of a line who are meant, in its order; nil where the ledger does not know one of them.
local function yang_diminta(kunci)
  local semua = {}
  for _, satu in ipairs(redis.call('ZRANGE', kunci, 0, -1)) do
    local kode = kode_anggota(A.awalan, huruf_dari, satu)
    local booking = baca_booking(K.booking, kode)
    if not booking then return nil end
    if #A.kode == 0 or diminta[kode] then semua[#semua + 1] = {kode = kode, booking = booking} end
    diminta[kode] = nil
  end
  return semua
end
local menunggu, dipanggil = yang_diminta(K.dari_antre), yang_diminta(K.dari_dilayani)
if not menunggu or not dipanggil or #menunggu + #dipanggil > 0 and not sesi_ada(K.dari_sesi) then
  return {'BUKU_RUSAK'}
end
for _, satu in ipairs(dipanggil) do tinggal[#tinggal + 1] = satu.kode .. ':dipanggil' end
for i = 1, #A.kode do
  if diminta[A.kode[i]] then tinggal[#tinggal + 1] = A.kode[i] .. ':bukan_sesi_ini' end
  diminta[A.kode[i]] = nil
end

-- Another booking of the patient stands in the way where it does so there and not here.
local function halangan(kode, booking)
  for _, bidang in ipairs(bidang_klaim(booking)) do
    local klaim, di_sini = redis.call('HGET', K.klaim, bidang), {}
    for lain in klaim_menghalangi(klaim, A.duplikat, booking.kodepoli, booking.kodedokter) do di_sini[lain] = true end
    for lain in klaim_menghalangi(klaim, A.duplikat, A.kodepoli, A.kodedokter) do
      if lain ~= kode and not di_sini[lain] and baca_booking(K.booking, lain).t5 == '' then return 'pasien' end
    end
  end
  if sisa_bagi(A.bersama, kuota, sisa, booking.jenis) <= 0 then return 'kuota' end
end

local pindah, kode_pindah = {}, {}
for _, satu in ipairs(menunggu) do
  local sebab = halangan(satu.kode, satu.booking)
  if sebab then
    tinggal[#tinggal + 1] = satu.kode .. ':' .. sebab
  else
    pindah[#pindah + 1], kode_pindah[#pindah + 1] = satu, satu.kode
    sisa[satu.booking.jenis] = sisa[satu.booking.jenis] - 1
  end
end

if A.semua == '1' and #tinggal > 0 then return {'TIDAK_SEMUA', 'tinggal', table.concat(tinggal, ' ')} end
if A.coba == '1' or (#pindah == 0 and A.tutup == '') then
  return {'OK', 'pindah', table.concat(kode_pindah, ' '), 'tinggal', table.concat(tinggal, ' ')}
end

if baris then
  redis.call('HSET', K.sesi, 'dibuka', 1, 'namapoli', namapoli, 'namadokter', namadokter, 'huruf', huruf,
    'spm', baris.spm, 'kuotajkn', baris.kuotajkn, 'kuotanonjkn', baris.kuotanonjkn, 'sisajkn', baris.kuotajkn,
    'sisanonjkn', baris.kuotanonjkn, 'angkaterakhir', 0, 'angkadipanggil', 0)
  redis.call('EXPIREAT', K.sesi, A.berakhir)
  redis.call('ZADD', K.sesi_daftar, A.tanggal_angka, A.tanggal .. ':' .. A.slot)
  if tertinggi == 0 then catat_seri(K.seri, A.awalan .. huruf, A.tanggal_angka, 0) end
end
local tempat = 0
for _, kunci in ipairs({K.antre, K.dilayani}) do
  local terakhir = redis.call('ZRANGE', kunci, -1, -1, 'WITHSCORES')[2]
  if terakhir then tempat = math.max(tempat, math.floor(tonumber(terakhir))) end
end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.sesi_pindah{sesi = A.tanggal .. ':' .. A.dari, ke = A.slot, jumlah = #pindah})
for _, satu in ipairs(pindah) do
  local booking, kode = satu.booking, satu.kode
  local hadir = redis.call('ZSCORE', K.dari_hadir, anggota(booking))
  for _, kunci in ipairs({K.dari_antre, K.dari_hadir}) do redis.call('ZREM', kunci, anggota(booking)) end
  redis.call('HINCRBY', K.dari_sesi, 'sisa' .. booking.jenis, 1)
  if redis.call('HINCRBY', K.sesi, 'sisa' .. booking.jenis, -1) < 0 then redis.call('HSET', K.sesi, 'bersama', 1) end
  -- Back where it was made it is a guest no more.
  booking.asal = booking.asal == '' and A.dari or booking.asal ~= A.slot and booking.asal or ''
  booking.tamu = string.match(kode, '%a+%d+$')
  if string.match(booking.tamu, '^%a+') == huruf then booking.tamu = '' end
  booking.kodepoli, booking.kodedokter, booking.jampraktek = A.kodepoli, A.kodedokter, A.jampraktek
  if booking.tamu ~= '' then redis.call('HINCRBY', K.sesi, 'tamu', 1) end
  tempat = tempat + 1
  redis.call('ZADD', K.antre, tempat, anggota(booking))
  if hadir then redis.call('ZADD', K.hadir, tempat, anggota(booking)) end
  for _, bidang in ipairs(bidang_klaim(booking)) do
    ganti_klaim(K.klaim, bidang, kode, A.kodepoli .. ':' .. A.kodedokter .. ':' .. kode)
  end
  ubah_booking(K.booking, kode, booking, 'pindah', A.sekarang, A.oleh)
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.pindah{kodebooking = kode, kodepoli = A.kodepoli,
    kodedokter = A.kodedokter, jampraktek = A.jampraktek, tempat = tempat, hadir = hadir and 1 or 0})
  catat_audit(K.audit, A.sekarang, A.pelaku, 'pindah', kode, A.dari, A.slot)
end
redis.call('EXPIREAT', K.antre, A.berakhir)
redis.call('EXPIREAT', K.hadir, A.berakhir)
if A.tutup ~= '' then
  local bidang = A.tanggal .. ':' .. A.dari
  local sebab = redis.call('HGET', K.libur, bidang) or ''
  redis.call('HSET', K.libur, bidang, A.tutup)
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.libur_tambah{libur = bidang})
  catat_audit(K.audit, A.sekarang, A.pelaku, 'libur_tambah', bidang, samarkan(sebab), samarkan(A.tutup))
end

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'pindah', table.concat(kode_pindah, ' '),
  'tinggal', table.concat(tinggal, ' ')})
