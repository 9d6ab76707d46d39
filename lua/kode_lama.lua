-- kode_lama: notes under which code the system beside ours has a booking at BPJS; another one only until BPJS has taken
-- something under the first. That of a visit which was cancelled, or has another by now, goes over to who comes under it;
-- to another patient only where BPJS has heard nothing under it, and will not.
--
-- KEYS
--   permintaan         this request id's answer
--   booking            the date's bookings
--   booking_milik      those of the date of `milik`; the same where it is empty
--   kiriman            what BPJS has to hear of the date's bookings
--   kiriman_milik      the same of the date of `milik`
--   kodelama           the kodebooking of what has `kodelama`
--   peristiwa          the event stream
-- ARGV
--   kodebooking        text
--   kodelama           its code there
--   dulu               the code there that it has as the caller knows it; empty: none
--   milik              whose `kodelama` is as the caller knows it, a kodebooking; empty: nobody's
--   berakhir           when dated keys expire, epoch s
--   oleh               who asks
--   sekarang           epoch ms
--   umur_peristiwa     ms that events are kept
--   umur_permintaan    s that the answer is kept for a repeat
-- ANSWERS
--   OK
--   BERUBAH                milik
--   ANTREAN_TIDAK_DITEMUKAN
--   KODE_LAMA_TERPAKAI     kodelama kodebooking
-- INCLUDE permintaan
-- INCLUDE booking
-- INCLUDE kiriman
-- INCLUDE peristiwa

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local booking = baca_booking(K.booking, A.kodebooking)
if not booking or booking.status == 'batal' then return {'ANTREAN_TIDAK_DITEMUKAN'} end
if booking.kodelama == A.kodelama then return {'OK'} end
local milik = redis.call('GET', K.kodelama) or ''
if milik ~= A.milik then return {'BERUBAH', 'milik', milik} end
-- Whether BPJS has taken something of a booking.
local function sampai(satu) return satu.keadaan == 'terkirim' and (tonumber(satu.kode) or 0) > 0 end
local dikenal = booking.kodelama ~= A.dulu
for _, satu in ipairs(baca_kiriman(K.kiriman, A.kodebooking)) do
  dikenal = dikenal or (sampai(satu) and (satu.jenis == 'add' or booking.kodelama ~= ''))
end
if dikenal then
  return {'KODE_LAMA_TERPAKAI', 'kodelama', booking.kodelama, 'kodebooking', A.kodebooking}
end
local pemilik = milik ~= '' and baca_booking(K.booking_milik, milik)
local punya = pemilik and string.upper(pemilik.kodelama) == string.upper(A.kodelama)
local tertahan = punya and pemilik.status ~= 'batal'
if punya and pemilik.norm ~= booking.norm then
  local semua, selesai = baca_kiriman(K.kiriman_milik, milik), false
  for _, satu in ipairs(semua) do
    local batal = satu.jenis == 'batal' or satu.jenis == 'task99'
    selesai = selesai or (batal and (satu.keadaan == 'ditarik' or satu.keadaan == 'dilepas'))
    tertahan = tertahan or sampai(satu)
  end
  tertahan = tertahan or (#semua > 0 and not selesai)
end
if tertahan then
  return {'KODE_LAMA_TERPAKAI', 'kodelama', A.kodelama, 'kodebooking', milik}
end

if punya then
  pemilik.kodelama = ''
  ubah_booking(K.booking_milik, milik, pemilik, 'kode_lama', A.sekarang, A.oleh)
  catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh, EVENT.kode_lama{kodebooking = milik, kodelama = ''})
end
booking.kodelama = A.kodelama
ubah_booking(K.booking, A.kodebooking, booking, 'kode_lama', A.sekarang, A.oleh)
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.kode_lama{kodebooking = A.kodebooking, kodelama = A.kodelama})
redis.call('SET', K.kodelama, A.kodebooking)
redis.call('EXPIREAT', K.kodelama, A.berakhir)
return ingat(K.permintaan, A.umur_permintaan, {'OK'})
