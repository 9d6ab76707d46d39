-- kiriman_catat: adds the steps that events make to what BPJS has to hear, and moves the reader's cursor over these
-- events in the same step. So no event is missed.
-- Its own repeat: who comes with an older cursor changes nothing.
--
-- KEYS
--   sewa               who is the sender
--   pembaca            the readers' cursors
--   antri              the bookings that have something to be sent
--   menunggu           the same, by when it happened
--   ditahan            the bookings that are held
--   kiriman...         the date's bookings of each step
-- ARGV
--   pemegang           the sender's name and number
--   nama               the reader's
--   dari               its cursor, before which all is done
--   sampai             its cursor behind these events
--   sekarang           epoch ms
--   langkah...         six for each step: kodebooking, jenis, waktu (epoch ms), keadaan, isi, when its date's key expires
-- ANSWERS
--   OK                 baru
--   SEWA_HABIS
--   BERUBAH
-- INCLUDE kiriman

if redis.call('GET', K.sewa) ~= A.pemegang then return {'SEWA_HABIS'} end
if (redis.call('HGET', K.pembaca, A.nama) or '') ~= A.dari then return {'BERUBAH'} end

local baru = 0
for i = 1, #K.kiriman do
  local k = (i - 1) * 6
  local kodebooking, jenis, waktu = A.langkah[k + 1], A.langkah[k + 2], A.langkah[k + 3]
  local semua = baca_kiriman(K.kiriman[i], kodebooking)
  local tempat = cari_langkah(semua, jenis)
  local pulih = jenis == 'pulih'
  -- A task that was taken back: what BPJS has of it stays there, the rest is not sent.
  if jenis == 'tarik' then
    local ke = cari_langkah(semua, A.langkah[k + 5])
    local satu = ke and semua[ke]
    if satu and (satu.keadaan == 'menunggu' or satu.keadaan == 'ditahan') then
      satu.keadaan, satu.percobaan, satu.pada = 'ditarik', '0', A.sekarang
      tulis_kiriman(K.kiriman[i], kodebooking, semua)
      local kapan = redis.call('ZSCORE', K.antri, kodebooking) or A.sekarang
      antrikan(K.antri, K.menunggu, K.ditahan, kodebooking, semua, kapan)
    end
  end
  -- What BPJS has of a kind it keeps; what it has not may have been taken back and happened again.
  if jenis ~= 'tarik'
    and (not tempat or (semua[tempat].waktu ~= waktu and (pulih or semua[tempat].keadaan ~= 'terkirim'))) then
    local dilepas = #semua > 0 and semua[#semua].keadaan == 'dilepas'
    local batal = pulih and semua[cari_langkah(semua, 'batal')]
    if batal and batal.keadaan ~= 'terkirim' then batal.keadaan = 'ditarik' end
    -- What was withdrawn only because it was cancelled before BPJS knew the booking has happened all the same.
    for _, satu in ipairs(pulih and ditambah_sana(semua) and semua or {}) do
      if satu.keadaan == 'ditarik' and satu.jenis ~= 'batal' and satu.percobaan ~= '0' then
        satu.keadaan, satu.percobaan, satu.pada = 'menunggu', '0', A.sekarang
      end
    end
    semua[tempat or #semua + 1] = {jenis = jenis, waktu = waktu, percobaan = '0', kode = '0', pada = A.sekarang,
      keadaan = dilepas and 'dilepas' or A.langkah[k + 4], isi = A.langkah[k + 5], pesan = ''}
    tulis_kiriman(K.kiriman[i], kodebooking, semua)
    redis.call('EXPIREAT', K.kiriman[i], A.langkah[k + 6])
    -- When it is looked at next stays: it may be waiting for BPJS to come back.
    local kapan = redis.call('ZSCORE', K.antri, kodebooking) or A.sekarang
    antrikan(K.antri, K.menunggu, K.ditahan, kodebooking, semua, kapan)
    baru = baru + 1
  end
end
redis.call('HSET', K.pembaca, A.nama, A.sampai)
return {'OK', 'baru', tostring(baru)}
