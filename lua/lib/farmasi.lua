-- The pharmacy's lines. A number is of the day on which it is taken; `hari_farmasi` of a booking is that day where it is
-- not the visit's. `{jenisresep}:{number}` among a day's counters is whose number it is.

-- The day of a booking's pharmacy number; empty where it has none.
local function hari_nomor(booking, tanggal)
  if booking.farmasi == '' then return '' end
  return booking.hari_farmasi ~= '' and booking.hari_farmasi or tanggal
end

-- The next number of a day; nil where the counter is gone and may not go on.
local function nomor_berikut(kunci, kunci_seri, jenisresep, hari)
  local terakhir = redis.call('HGET', kunci, jenisresep .. ':nomor')
  local tertinggi, bebas = seri_terakhir(kunci_seri, hari .. ':' .. jenisresep)
  local nomor = math.max(tonumber(terakhir or 0), tertinggi) + 1
  if not terakhir and nomor > 1 and not bebas then return nil end
  return nomor
end

-- Puts a booking in the line of its kind of prescription, with that number. `kunci` and `hari` are the day's.
local function antre_di_farmasi(kunci, hari, kodebooking, booking, nomor)
  local baris = booking.resep == 'Racikan' and kunci.racikan or kunci.non_racikan
  redis.call('HSET', kunci.farmasi, booking.resep .. ':nomor', nomor, booking.resep .. ':' .. nomor, kodebooking)
  catat_seri(kunci.seri, hari.tanggal .. ':' .. booking.resep, hari.angka, nomor)
  redis.call('ZADD', baris, nomor, kodebooking)
  redis.call('EXPIREAT', kunci.farmasi, hari.berakhir)
  redis.call('EXPIREAT', baris, hari.berakhir)
  booking.farmasi = string.format('%.0f', nomor)
end
