-- libur_ubah: closes a day, or one poli, doctor or session on a day, or opens it again. Closing says which bookings that
-- concerns, and cancels them in the same step where it is told to; patients who were called already keep theirs.
--
-- KEYS
--   permintaan         this request id's answer
--   libur              the closed days
--   sesi_daftar        all sessions by date
--   booking            the date's bookings
--   klaim              the date's claims
--   rujukan            the referrals in use by bookings of the date's quarter
--   racikan            the pharmacy's waiting numbers of compounded prescriptions
--   non_racikan        those of the others
--   peristiwa          the event stream
--   audit              the audit log
--   sesi...            four for each session of the date: session, waiting, checked in, called
-- ARGV
--   ubah               tambah or hapus
--   bidang             yyyy-mm-dd, or yyyy-mm-dd:cakupan
--   cakupan            which sessions: how their slots begin; empty for all
--   keterangan         why
--   batalkan           why the bookings are cancelled; empty: they stay
--   hari_ini           yyyy-mm-dd, the hospital's date: on a day before it nobody is cancelled, for nobody can come back
--   tanggal_angka      the date as yyyymmdd
--   batas              closed days before this yyyy-mm-dd are dropped
--   sekarang           epoch ms
--   oleh               who changes it
--   pelaku             the same for the audit log, with the person's name where it is known
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   slot...            the slot of each session, in the order of KEYS
-- ANSWERS
--   OK                 terkena
--   TIDAK_ADA
--   BERUBAH
--   TANGGAL_LEWAT
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE lepas
-- INCLUDE seri
-- INCLUDE libur
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

if A.batalkan ~= '' and string.sub(A.bidang, 1, 10) < A.hari_ini then return {'TANGGAL_LEWAT'} end
local tutup = A.ubah == 'tambah'
if not tutup and redis.call('HEXISTS', K.libur, A.bidang) == 0 then return {'TIDAK_ADA'} end
if tutup and redis.call('ZCOUNT', K.sesi_daftar, A.tanggal_angka, A.tanggal_angka) ~= #A.slot then
  return {'BERUBAH'}
end

local sesi = {}
local ada = {}
for i = 1, #A.slot do
  local k = (i - 1) * 4
  sesi[A.slot[i]] = {sesi = K.sesi[k + 1], antre = K.sesi[k + 2], hadir = K.sesi[k + 3], dilayani = K.sesi[k + 4],
    klaim = K.klaim, rujukan = K.rujukan, racikan = K.racikan, non_racikan = K.non_racikan}
  ada[A.slot[i]] = sesi_ada(K.sesi[k + 1])
end
-- A booking whose session has left the list is past the keep days: nothing is left of it to give back.
local terkena, milik = {}, {}
for _, kodebooking in ipairs(tutup and redis.call('HKEYS', K.booking) or {}) do
  local booking = baca_booking(K.booking, kodebooking)
  local slot = slot_booking(booking)
  if booking.status ~= 'batal' and booking.t4 == '' and sesi[slot] and dalam_cakupan(slot, A.cakupan) then
    if A.batalkan ~= '' and not ada[slot] then return {'BUKU_RUSAK'} end
    terkena[#terkena + 1] = kodebooking
    milik[kodebooking] = {booking = booking, slot = slot}
  end
end

local sebab = redis.call('HGET', K.libur, A.bidang) or ''
local jenis = tutup and 'libur_tambah' or 'libur_hapus'
if tutup then
  redis.call('HSET', K.libur, A.bidang, A.keterangan)
else
  redis.call('HDEL', K.libur, A.bidang)
end
local entri = catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  tutup and EVENT.libur_tambah{libur = A.bidang} or EVENT.libur_hapus{libur = A.bidang})
for _, bidang in ipairs(tutup and boleh_membuang(entri, A.sekarang) and redis.call('HKEYS', K.libur) or {}) do
  if bidang ~= A.bidang and string.sub(bidang, 1, 10) < A.batas then redis.call('HDEL', K.libur, bidang) end
end
catat_audit(K.audit, A.sekarang, A.pelaku, jenis, A.bidang, samarkan(sebab), tutup and samarkan(A.keterangan) or '')
for _, kodebooking in ipairs(A.batalkan ~= '' and terkena or {}) do
  local booking = milik[kodebooking].booking
  local kunci = sesi[milik[kodebooking].slot]
  booking.tutup = (redis.call('ZSCORE', kunci.antre, anggota(booking)) or booking.angka) .. ','
    .. (redis.call('ZSCORE', kunci.hadir, anggota(booking)) and 1 or 0)
  lepas_booking(kunci, kodebooking, booking)
  booking.alasan = A.batalkan
  ubah_booking(K.booking, kodebooking, booking, 'batal', A.sekarang, A.oleh)
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
    EVENT.batal{kodebooking = kodebooking, alasan = A.batalkan, taskid = 0, dicatat = A.sekarang})
  catat_batal(K.audit, A.sekarang, A.pelaku, kodebooking, booking, 'batal')
end

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'terkena', table.concat(terkena, ' ')})
