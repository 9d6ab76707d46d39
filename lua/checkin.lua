-- checkin: records that a patient has come, which starts the waiting time: task 1 for a patient registered through
-- service 7, task 3 for others. A second check-in changes nothing.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   antre              the session's numbers that wait to be called
--   hadir              those of them who have checked in
--   peristiwa          the event stream
-- ARGV
--   kodebooking        text
--   slot               the session whose keys these are
--   tanggal            its date, yyyy-mm-dd
--   hari_ini           yyyy-mm-dd, the hospital's date
--   waktu              when the patient checked in by the phone's clock, epoch ms
--   awal_hari          the local midnight at which the booking's date begins, epoch ms
--   berakhir           when dated keys expire, epoch s
--   oleh               who asks: mjkn, …
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   PINDAH             slot tamu
--   ANTREAN_TIDAK_DITEMUKAN
--   BUKAN_TANGGAL_PERIKSA
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE task
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if slot_booking(booking) ~= A.slot then return {'PINDAH', 'slot', slot_booking(booking), 'tamu', booking.tamu} end
if A.tanggal ~= A.hari_ini then return {'BUKAN_TANGGAL_PERIKSA'} end
if booking.datang ~= '' then return {'OK'} end

-- A phone that says what cannot be is not believed: before the booking was made or before its day, or ahead of us.
local waktu = tonumber(A.waktu)
local dikenal = waktu <= tonumber(A.sekarang) and waktu >= tonumber(booking.dibuat) and waktu >= tonumber(A.awal_hari)
booking.datang = dikenal and A.waktu or A.sekarang
-- Somebody who was called without having checked in gets no earlier task after the fact.
local task = booking.baru == '1' and 1 or 3
if task_terakhir(booking) < task then
  booking['t' .. task] = booking.datang
else
  task = 0
end
local tempat = redis.call('ZSCORE', K.antre, anggota(booking))
if tempat then
  redis.call('ZADD', K.hadir, tempat, anggota(booking))
  redis.call('EXPIREAT', K.hadir, A.berakhir)
end
ubah_booking(K.booking, A.kodebooking, booking, 'checkin', booking.datang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.checkin{kodebooking = A.kodebooking, datang = booking.datang, taskid = task})

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
