-- The hospital's audit log: who changed what, from which value to which, written by the script that makes the change.
-- The entries are numbered without gap, so that one that is missing shows. Nothing but age takes entries away, and age
-- only where there are many: a clock that is wrong by years must not empty the log.

local AUDIT_UMUR_MS = 157766400000
local AUDIT_PALING_SEDIKIT = 100000

-- A text that people write, with every number in it that may be an identity's (nine digits or more) blotted out.
local function samarkan(teks)
  return (string.gsub(teks, '%d[%d .%-]*%d', function(satu)
    local _, digit = string.gsub(satu, '%d', '')
    return digit >= 9 and '***' or satu
  end))
end

-- Adds one entry; none where nothing changed. Neither value may hold a secret or an identity number.
local function catat_audit(kunci, waktu, pelaku, jenis, objek, lama, baru)
  if lama == baru then return end
  local akhir = redis.call('XREVRANGE', kunci, '+', '-', 'COUNT', 1)[1]
  local nomor = string.format('%.0f', (akhir and tonumber(akhir[2][2]) or 0) + 1)
  local id = redis.call('XADD', kunci, '*', 'nomor', nomor, 'waktu', waktu, 'oleh', pelaku, 'jenis', jenis,
    'objek', objek, 'lama', lama, 'baru', baru)
  if redis.call('XLEN', kunci) > AUDIT_PALING_SEDIKIT then
    local batas = math.max(tonumber(string.match(id, '^%d+')) - AUDIT_UMUR_MS, 0)
    redis.call('XTRIM', kunci, 'MINID', '~', string.format('%.0f', batas))
  end
end

-- Adds the entry of a booking that is cancelled; the reason is left out, for whoever gave it may have named anybody.
local function catat_batal(kunci, waktu, pelaku, kodebooking, booking, baru)
  local lama = (booking.t4 ~= '' and 'dilayani') or (booking.datang ~= '' and 'hadir') or 'terdaftar'
  catat_audit(kunci, waktu, pelaku, 'batal', kodebooking, lama, baru)
end
