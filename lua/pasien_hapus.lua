-- pasien_hapus: erases a patient: the record, what leads to it, the forms, and the identity numbers in the bookings that
-- are kept. These stay as they count, without whose they were. Not while a booking is to come.
-- The caller has looked which bookings are the patient's; where there is another by now, it must look again.
--
-- KEYS
--   permintaan         this request id's answer
--   catatan            bucket of the patient's record
--   nik                bucket of its NIK
--   kartu              bucket of its card
--   pasien_baru        patients registered through service 7
--   operasi            the surgeries
--   operasi_peserta    their kodebooking by participant
--   peristiwa          the event stream
--   audit              the audit log
--   hari...            four for each date: its bookings, its claims, the referrals of its quarter, its forms
-- ARGV
--   norm               the record number
--   nik                the record's, as it was read
--   nomorkartu         likewise
--   hari_ini           yyyy-mm-dd, the hospital's date
--   oleh               who asks
--   pelaku             the same for the audit log, with the person's name where it is known
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
--   hari...            two for each date: yyyy-mm-dd, and the kodebooking that name the patient, separated by a space
-- ANSWERS
--   OK                 jumlah
--   BERUBAH
--   NORM_TIDAK_ADA     norm
--   MASIH_ADA_ANTREAN  kodebooking
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE klaim
-- INCLUDE rujukan
-- INCLUDE operasi
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local tercatat = redis.call('HGET', K.catatan, A.norm)
if not tercatat then return {'NORM_TIDAK_ADA', 'norm', A.norm} end
if tercatat ~= A.nik .. '\t' .. A.nomorkartu then return {'BERUBAH'} end

local semua, aktif, jumlah = {}, {}, 0
for i = 1, #A.hari / 2 do
  local k, tanggal, kode = (i - 1) * 4, A.hari[i * 2 - 1], A.hari[i * 2]
  if klaim_di_luar(redis.call('HGET', K.hari[k + 2], A.norm), kode) then return {'BERUBAH'} end
  for kodebooking in string.gmatch(kode, '[^ ]+') do
    local booking = baca_booking(K.hari[k + 1], kodebooking)
    local miliknya = booking and booking.norm == A.norm
    if miliknya then jumlah = jumlah + 1 end
    if miliknya and tanggal >= A.hari_ini and booking.status ~= 'batal' and booking.t5 == '' then
      aktif[#aktif + 1] = kodebooking
    end
    if booking then semua[#semua + 1] = {k = k, kodebooking = kodebooking, booking = booking} end
  end
end
if #aktif > 0 then return {'MASIH_ADA_ANTREAN', 'kodebooking', table.concat(aktif, ', ')} end

for _, satu in ipairs(semua) do
  local k, booking = satu.k, satu.booking
  -- Another patient's booking may claim this one's number too: only that goes.
  local miliknya, klaim_lain = booking.norm == A.norm, {}
  for bidang in string.gmatch(booking.klaim_lain, '[^ ]+') do
    if bidang == A.norm or miliknya and string.find(bidang, ':', 1, true) then
      hapus_klaim(K.hari[k + 2], bidang, satu.kodebooking)
    else
      klaim_lain[#klaim_lain + 1] = bidang
    end
  end
  booking.klaim_lain = table.concat(klaim_lain, ' ')
  if miliknya then
    hapus_rujukan(K.hari[k + 3], booking.nomorreferensi, satu.kodebooking)
    booking.nik, booking.nomorkartu, booking.nohp, booking.nomorreferensi, booking.alasan = '', '', '', '', ''
  end
  redis.call('HSET', K.hari[k + 1], satu.kodebooking, kemas_booking(booking))
end
for i = 1, #A.hari / 2 do redis.call('HDEL', K.hari[i * 4], A.norm) end
if A.nik ~= '' and redis.call('HGET', K.nik, A.nik) == A.norm then redis.call('HDEL', K.nik, A.nik) end
if A.nomorkartu ~= '' and redis.call('HGET', K.kartu, A.nomorkartu) == A.norm then
  redis.call('HDEL', K.kartu, A.nomorkartu)
  for kode in string.gmatch(redis.call('HGET', K.operasi_peserta, A.nomorkartu) or '', '[^ ]+') do
    local isi = redis.call('HGET', K.operasi, kode)
    if isi then redis.call('HSET', K.operasi, kode, dengan_peserta(isi, '')) end
  end
  redis.call('HDEL', K.operasi_peserta, A.nomorkartu)
end
redis.call('HDEL', K.pasien_baru, A.norm)
redis.call('HDEL', K.catatan, A.norm, A.norm .. ':n')
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.pasien_hapus{norm = A.norm})
catat_audit(K.audit, A.sekarang, A.pelaku, 'pasien_hapus', A.norm, 'tercatat', '')

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'jumlah', tostring(jumlah)})
