-- batal: cancels a booking: the place in the quota and the patient are free again, the number and the record stay.
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
--   racikan            the pharmacy's waiting numbers of compounded prescriptions
--   non_racikan        those of the others
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   kodebooking        text
--   slot               the session whose keys these are
--   tanggal            its date, yyyy-mm-dd
--   hari_ini           yyyy-mm-dd, the hospital's date
--   keterangan         why
--   dilayani           the hospital's policy: panggil or checkin
--   oleh               who asks: mjkn, …
--   pelaku             the same for the audit log, with the person's name where it is known
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   PINDAH             slot tamu
--   ANTREAN_TIDAK_DITEMUKAN
--   SUDAH_DIBATALKAN
--   SUDAH_DILAYANI
--   BUKU_RUSAK
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE lepas
-- INCLUDE seri
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = A.tanggal >= A.hari_ini and baca_booking(K.booking, A.kodebooking)
if not booking then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if slot_booking(booking) ~= A.slot then return {'PINDAH', 'slot', slot_booking(booking), 'tamu', booking.tamu} end
if booking.status == 'batal' then return {'SUDAH_DIBATALKAN'} end
if booking.t4 ~= '' or (A.dilayani == 'checkin' and booking.datang ~= '') then return {'SUDAH_DILAYANI'} end
if not sesi_ada(K.sesi) then return {'BUKU_RUSAK'} end

lepas_booking({sesi = K.sesi, antre = K.antre, hadir = K.hadir, dilayani = K.dilayani, klaim = K.klaim,
  rujukan = K.rujukan, racikan = K.racikan, non_racikan = K.non_racikan}, A.kodebooking, booking)
booking.alasan = A.keterangan
ubah_booking(K.booking, A.kodebooking, booking, 'batal', A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.batal{kodebooking = A.kodebooking, alasan = A.keterangan, taskid = 0, dicatat = A.sekarang})
catat_batal(K.audit, A.sekarang, A.pelaku, A.kodebooking, booking, 'batal')

return ingat(K.permintaan, A.umur_permintaan, {'OK'})
