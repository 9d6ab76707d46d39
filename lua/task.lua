-- task: records a task of a visit with the time that the hospital gives. 4 calls the patient, 5 ends the service, 99
-- gives the booking up. The same task with the same time again changes nothing.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   sesi               the booking's session
--   antre              the session's numbers that wait to be called
--   hadir              those of them who have checked in
--   dilayani           the session's numbers that were called
--   klaim              the date's claims
--   rujukan            the referrals in use by bookings of the date's quarter
--   racikan            the pharmacy's waiting numbers of compounded prescriptions, of `hari_farmasi`
--   non_racikan        those of the others
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   kodebooking        text
--   slot               the session whose keys these are
--   tanggal            its date, yyyy-mm-dd
--   hari_ini           yyyy-mm-dd, the hospital's date
--   taskid             1 to 7, or 99
--   waktu              epoch ms, as the hospital gives it
--   hari_farmasi       the day that its pharmacy number is thought to be of, if it has one, yyyy-mm-dd
--   awal_hari          the local midnight at which the booking's date begins, epoch ms
--   keterangan         why, for 99; may be empty
--   berakhir           when dated keys expire, epoch s
--   oleh               who asks
--   pelaku             the same for the audit log, with the person's name where it is known
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   PINDAH             slot tamu
--   ANTREAN_TIDAK_DITEMUKAN
--   SUDAH_DIBATALKAN
--   BUKAN_TANGGAL_PERIKSA
--   TASK_TIDAK_URUT    taskid diharapkan
--   WAKTU_SEBELUM_HARINYA
--   WAKTU_MENDATANG
--   WAKTU_TIDAK_NAIK   taskid sebelum
--   HARI_LAIN          hari
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE task
-- INCLUDE selesai
-- INCLUDE lepas
-- INCLUDE seri
-- INCLUDE farmasi
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if slot_booking(booking) ~= A.slot then return {'PINDAH', 'slot', slot_booking(booking), 'tamu', booking.tamu} end
if booking['t' .. A.taskid] == A.waktu then return {'OK'} end
if booking.status == 'batal' then return {'SUDAH_DIBATALKAN'} end
if A.tanggal > A.hari_ini then return {'BUKAN_TANGGAL_PERIKSA'} end

local boleh = task_berikut(booking)
local urut = false
for _, id in ipairs(boleh) do urut = urut or id == A.taskid end
if not urut then
  return {'TASK_TIDAK_URUT', 'taskid', A.taskid, 'diharapkan', table.concat(boleh, ', ')}
end
local terakhir, sebelum = task_terakhir(booking)
local waktu, salah = waktu_task(tonumber(A.waktu), tonumber(A.sekarang), sebelum, tonumber(A.awal_hari))
if salah == 'SEBELUM' then return {'WAKTU_SEBELUM_HARINYA'} end
if salah == 'MENDATANG' then return {'WAKTU_MENDATANG'} end
if salah == 'TURUN' then
  return {'WAKTU_TIDAK_NAIK', 'taskid', tostring(terakhir), 'sebelum', string.format('%.0f', sebelum)}
end
local tempat = redis.call('ZSCORE', K.antre, anggota(booking))
if not sesi_ada(K.sesi) or (A.taskid == '4' and not tempat) then return {'BUKU_RUSAK'} end

local hari = hari_nomor(booking, A.tanggal)
if A.taskid == '99' and hari ~= '' and hari ~= A.hari_farmasi then return {'HARI_LAIN', 'hari', hari} end

local dicatat = string.format('%.0f', waktu)
booking['t' .. A.taskid] = dicatat
if A.taskid == '4' then
  redis.call('ZREM', K.antre, anggota(booking))
  redis.call('ZREM', K.hadir, anggota(booking))
  redis.call('ZADD', K.dilayani, tempat, anggota(booking))
  redis.call('EXPIREAT', K.dilayani, A.berakhir)
  catat_dipanggil(K.sesi, booking)
elseif A.taskid == '5' then
  -- A time that a clock which was set back made up is no pace.
  selesaikan({sesi = K.sesi, dilayani = K.dilayani, rujukan = K.rujukan}, A.kodebooking, booking, waktu,
    dicatat == A.waktu)
elseif A.taskid == '99' then
  lepas_booking({sesi = K.sesi, antre = K.antre, hadir = K.hadir, dilayani = K.dilayani, klaim = K.klaim,
    rujukan = K.rujukan, racikan = K.racikan, non_racikan = K.non_racikan}, A.kodebooking, booking)
  booking.alasan = A.keterangan
  catat_batal(K.audit, A.sekarang, A.pelaku, A.kodebooking, booking, 'batal (task 99)')
end
ubah_booking(K.booking, A.kodebooking, booking, 'task' .. A.taskid, dicatat, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, A.taskid == '99'
  and EVENT.batal{kodebooking = A.kodebooking, alasan = A.keterangan, taskid = 99, dicatat = dicatat}
  or EVENT.task{kodebooking = A.kodebooking, taskid = A.taskid, dicatat = dicatat})

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
