-- kiriman_ubah: what a person decides about a booking that BPJS has not got whole: its steps are sent again, or given up;
-- or what was thought to be there is sent again, because BPJS was asked and has it not.
--
-- KEYS
--   permintaan         this request id's answer
--   kiriman            the date's bookings as BPJS is told of them
--   booking            the date's bookings
--   antri              the bookings that have something to be sent
--   menunggu           the same, by when it happened
--   ditahan            the bookings that are held
--   peristiwa          the event stream
--   audit              the audit log
-- ARGV
--   kodebooking        text
--   ubah               ulang, lepas or perbaiki
--   alasan             why it is given up
--   berakhir           when the date's key expires, epoch s
--   oleh               who asks
--   pelaku             the same for the audit log, with the person's name where it is known
--   sekarang           epoch ms
--   umur_peristiwa     events older than so many ms are dropped
--   umur_permintaan    s that the answer is kept for a repeat
--   langkah...         for perbaiki three for each step that BPJS has not: jenis, waktu (epoch ms), isi
-- ANSWERS
--   OK                 jumlah
--   TIDAK_ADA
--   TIDAK_BERUBAH
-- INCLUDE permintaan
-- INCLUDE kiriman
-- INCLUDE booking
-- INCLUDE peristiwa
-- INCLUDE audit

local lama = jawaban_lama(K.permintaan)
if lama then return lama end

local semua = baca_kiriman(K.kiriman, A.kodebooking)
if #semua == 0 and A.ubah ~= 'perbaiki' then return {'TIDAK_ADA'} end

local jumlah, lama_keadaan = 0, ''
for _, satu in ipairs(semua) do
  local boleh = A.ubah == 'ulang' and (satu.keadaan == 'ditahan' or satu.keadaan == 'dilepas')
    or A.ubah == 'lepas' and (satu.keadaan == 'ditahan' or satu.keadaan == 'menunggu')
  if boleh then
    if jumlah == 0 then lama_keadaan = satu.keadaan end
    satu.keadaan = A.ubah == 'ulang' and 'menunggu' or 'dilepas'
    satu.percobaan, satu.pada = '0', A.sekarang
    if A.ubah == 'lepas' then satu.pesan = samarkan(A.alasan) end
    jumlah = jumlah + 1
  end
end
for i = 1, #A.langkah, 3 do
  local jenis, waktu = A.langkah[i], A.langkah[i + 1]
  local tempat = cari_langkah(semua, jenis)
  local dulu = tempat and semua[tempat].keadaan
  -- What waits is sent anyway, and what a person decided of stays so.
  if not dulu or dulu == 'terkirim' or dulu == 'ditarik' then
    local satu = tempat and semua[tempat] or {jenis = jenis}
    if dulu ~= 'terkirim' then satu.waktu, satu.isi = waktu, A.langkah[i + 2] end
    satu.keadaan, satu.percobaan, satu.kode, satu.pesan, satu.pada = 'menunggu', '0', '0', '', A.sekarang
    if tempat then
      lama_keadaan = dulu
    else
      -- First of all it is added, even if what it was added for happened before.
      local ke = 1
      while jenis ~= 'add' and semua[ke]
        and (semua[ke].jenis == 'add' or tonumber(semua[ke].waktu) <= tonumber(waktu)) do ke = ke + 1 end
      table.insert(semua, ke, satu)
    end
    jumlah = jumlah + 1
  end
end
if jumlah == 0 then return {'TIDAK_BERUBAH'} end

tulis_kiriman(K.kiriman, A.kodebooking, semua)
redis.call('EXPIREAT', K.kiriman, A.berakhir)
antrikan(K.antri, K.menunggu, K.ditahan, A.kodebooking, semua, A.sekarang)
local booking = baca_booking(K.booking, A.kodebooking)
if booking then ubah_booking(K.booking, A.kodebooking, booking, 'kiriman_' .. A.ubah, A.sekarang, A.oleh) end
catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,
  EVENT.kiriman_ubah{kodebooking = A.kodebooking, ubah = A.ubah})
catat_audit(K.audit, A.sekarang, A.pelaku, 'kiriman_' .. A.ubah, A.kodebooking, lama_keadaan,
  A.ubah == 'lepas' and samarkan(A.alasan) or 'menunggu')

return ingat(K.permintaan, A.umur_permintaan, {'OK', 'jumlah', tostring(jumlah)})
