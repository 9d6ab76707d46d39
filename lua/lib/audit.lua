-- The hospital's audit log: who changed what, from which value to which, written by the script that makes the change.
-- INCLUDE aliran

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
  tambah_entri(kunci, 'nomor', AUDIT_UMUR_MS, AUDIT_PALING_SEDIKIT, 'waktu', waktu, 'oleh', pelaku,
    'jenis', jenis, 'objek', objek, 'lama', lama, 'baru', baru)
end

-- Adds the entry of a booking that is cancelled; the reason is left out, for whoever gave it may have named anybody.
local function catat_batal(kunci, waktu, pelaku, kodebooking, booking, baru)
  local lama = (booking.t4 ~= '' and 'dilayani') or (booking.datang ~= '' and 'hadir') or 'terdaftar'
  catat_audit(kunci, waktu, pelaku, 'batal', kodebooking, lama, baru)
end
