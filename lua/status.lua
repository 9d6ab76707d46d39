-- status: how a session stands. Writes nothing.
--
-- KEYS
--   poli               kodepoli → namapoli
--   dokter             kodedokter → namadokter
--   jadwal             the schedule
--   sesi               the session
--   antre              its numbers that wait to be called
--   dilayani           its numbers that were called
-- ARGV
--   kodepoli           in capitals
--   kodedokter         digits
--   jampraktek         HH:MM-HH:MM
--   tanggal            yyyy-mm-dd
--   hari               1 (Monday) to 7
--   tanggal_salah      format or lewat where the date cannot be asked for, else empty
-- ANSWERS
--   OK                     namapoli namadokter huruf totalantrean sisaantrean hurufdipanggil angkadipanggil sisakuotajkn kuotajkn sisakuotanonjkn kuotanonjkn terukur
--   POLI_TIDAK_DITEMUKAN
--   FORMAT_TANGGAL_SALAH
--   TANGGAL_LEWAT
--   JADWAL_TIDAK_ADA       namadokter
--   DOKTER_TIDAK_DIKENAL
-- INCLUDE jadwal
-- INCLUDE laju

local namapoli = redis.call('HGET', K.poli, A.kodepoli)
if not namapoli then return {'POLI_TIDAK_DITEMUKAN'} end
if A.tanggal_salah == 'format' then return {'FORMAT_TANGGAL_SALAH'} end
if A.tanggal_salah == 'lewat' then return {'TANGGAL_LEWAT'} end

local sesi = redis.call('HMGET', K.sesi, 'dibuka', 'namapoli', 'namadokter', 'huruf', 'kuotajkn', 'kuotanonjkn',
  'sisajkn', 'sisanonjkn', 'angkadipanggil', 'laju', 'spm', 'hurufdipanggil')
if sesi[1] == '1' then
  local _, terukur = lama_layanan(sesi[10], sesi[11])
  return {'OK', 'namapoli', sesi[2], 'namadokter', sesi[3], 'huruf', sesi[4],
    'totalantrean', tostring(sesi[5] - sesi[7] + sesi[6] - sesi[8]),
    'sisaantrean', tostring(redis.call('ZCARD', K.antre) + redis.call('ZCARD', K.dilayani)),
    'hurufdipanggil', sesi[12] or '', 'angkadipanggil', sesi[9], 'sisakuotajkn', sesi[7], 'kuotajkn', sesi[5],
    'sisakuotanonjkn', sesi[8], 'kuotanonjkn', sesi[6], 'terukur', terukur and '1' or '0'}
end

local namadokter = redis.call('HGET', K.dokter, A.kodedokter)
if not namadokter then return {'DOKTER_TIDAK_DIKENAL'} end
local baris = cari_baris(K.jadwal, A.tanggal, A.hari, A.kodepoli, A.kodedokter, A.jampraktek)
if not baris then return {'JADWAL_TIDAK_ADA', 'namadokter', namadokter} end
return {'OK', 'namapoli', namapoli, 'namadokter', namadokter, 'huruf', baris.huruf, 'totalantrean', '0',
  'sisaantrean', '0', 'hurufdipanggil', '', 'angkadipanggil', '0', 'sisakuotajkn', baris.kuotajkn, 'kuotajkn', baris.kuotajkn,
  'sisakuotanonjkn', baris.kuotanonjkn, 'kuotanonjkn', baris.kuotanonjkn, 'terukur', '0'}
