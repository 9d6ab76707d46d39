-- task_hapus: takes back the latest task of a visit, recorded by mistake, while nobody has relied on it: the call (4) lets the
-- patient wait again at the same place, the end of the service (5) lets it go on.
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
--   peristiwa          the event stream
--   rujukan_semua...   the same of every quarter that has a day from today on
-- ARGV
--   kodebooking        text
--   slot               the session whose keys these are
--   taskid             1 to 7
--   tanggal            its date, yyyy-mm-dd
--   hari_ini           yyyy-mm-dd, the hospital's date
--   duplikat           the hospital's policy: poli, tanggal or dokter
--   berakhir           when dated keys expire, epoch s
--   rujukan_berakhir   when the quarter's referrals expire, epoch s
--   oleh               who asks
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   ANTREAN_TIDAK_DITEMUKAN
--   PINDAH                 slot tamu
--   SUDAH_DIBATALKAN
--   TASK_TIDAK_TERCATAT    taskid
--   TASK_BUKAN_TERAKHIR    taskid terakhir
--   TASK_CHECKIN           taskid
--   TASK_DIPAKAI           taskid
--   TASK_DIGANTI           taskid kodebooking
--   REFERENSI_TERPAKAI
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE task
-- INCLUDE klaim
-- INCLUDE rujukan
-- INCLUDE laju
-- INCLUDE seri
-- INCLUDE tempat
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if slot_booking(booking) ~= A.slot then return {'PINDAH', 'slot', slot_booking(booking), 'tamu', booking.tamu} end
if booking.status == 'batal' then return {'SUDAH_DIBATALKAN'} end
local dicatat = booking['t' .. A.taskid]
if dicatat == '' then return {'TASK_TIDAK_TERCATAT', 'taskid', A.taskid} end
local terakhir = task_terakhir(booking)
if tostring(terakhir) ~= A.taskid then
  return {'TASK_BUKAN_TERAKHIR', 'taskid', A.taskid, 'terakhir', tostring(terakhir)}
end
if terakhir < 4 and dicatat == booking.datang then return {'TASK_CHECKIN', 'taskid', A.taskid} end
if terakhir == 5 then
  if booking.farmasi ~= '' then return {'TASK_DIPAKAI', 'taskid', A.taskid} end
  -- Who was served could take another number, and somebody else the referral.
  for _, satu in ipairs(bidang_klaim(booking)) do
    local klaim = redis.call('HGET', K.klaim, satu)
    for kodebooking in klaim_menghalangi(klaim, A.duplikat, booking.kodepoli, booking.kodedokter) do
      local lain = kodebooking ~= A.kodebooking and baca_booking(K.booking, kodebooking)
      if lain and lain.t5 == '' then
        return {'TASK_DIGANTI', 'taskid', A.taskid, 'kodebooking', kodebooking}
      end
    end
  end
  for i = 1, booking.nomorreferensi ~= '' and #K.rujukan_semua or 0 do
    local rujukan = redis.call('HGET', K.rujukan_semua[i], booking.nomorreferensi)
    if rujukan_menghalangi(rujukan, A.hari_ini, A.tanggal, booking.norm) then return {'REFERENSI_TERPAKAI'} end
  end
end
local tempat = redis.call('ZSCORE', K.dilayani, anggota(booking))
if (terakhir == 4 and not tempat) or not sesi_ada(K.sesi) then return {'BUKU_RUSAK'} end

booking['t' .. A.taskid] = ''
if terakhir == 4 then
  redis.call('ZREM', K.dilayani, anggota(booking))
  redis.call('ZADD', K.antre, tempat, anggota(booking))
  redis.call('EXPIREAT', K.antre, A.berakhir)
  if booking.datang ~= '' and not string.find(booking.riwayat, 'lewati,', 1, true) then
    redis.call('ZADD', K.hadir, tempat, anggota(booking))
    redis.call('EXPIREAT', K.hadir, A.berakhir)
  end
  hapus_dipanggil(K.sesi, booking)
elseif terakhir == 5 then
  redis.call('ZADD', K.dilayani, tempat_bebas({antre = K.antre, dilayani = K.dilayani}, booking.angka), anggota(booking))
  redis.call('EXPIREAT', K.dilayani, A.berakhir)
  local laju = redis.call('HGET', K.sesi, 'laju')
  redis.call('HSET', K.sesi, 'laju', kurangi_laju(laju, dicatat - booking.t4))
  if booking.nomorreferensi ~= '' then
    tambah_rujukan(K.rujukan, booking.nomorreferensi, A.hari_ini, A.tanggal, A.kodebooking, booking.norm)
    redis.call('EXPIREAT', K.rujukan, A.rujukan_berakhir)
  end
end
ubah_booking(K.booking, A.kodebooking, booking, 'hapus_task' .. A.taskid, A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.task_hapus{kodebooking = A.kodebooking, taskid = A.taskid})

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
