-- A patient's active bookings of one date: `kodepoli:kodedokter:kodebooking`, separated by a space. All of a date's
-- claims are in one hash, so each policy can be asked of the same claims, also after it was changed.

-- One after another the kodebooking that stand in the way, under the policy `poli`, `tanggal` or `dokter`.
local function klaim_menghalangi(klaim, duplikat, kodepoli, kodedokter)
  local berikut = string.gmatch(klaim or '', '([^: ]+):([^: ]+):([^ ]+)')
  return function()
    for poli, dokter, kodebooking in berikut do
      if duplikat == 'tanggal' or (poli == kodepoli and (duplikat == 'poli' or dokter == kodedokter)) then
        return kodebooking
      end
    end
  end
end

-- Adds a claim under one field of the date's hash. `lama` is what stands there, false for nothing, where that was read.
local function tambah_klaim(kunci, bidang, klaim, lama)
  if lama == nil then lama = redis.call('HGET', kunci, bidang) end
  redis.call('HSET', kunci, bidang, lama and (lama .. ' ' .. klaim) or klaim)
end

-- Puts another claim of the same booking in the place of the one that it has.
local function ganti_klaim(kunci, bidang, kodebooking, baru)
  local semua = {}
  for klaim in string.gmatch(redis.call('HGET', kunci, bidang) or '', '[^ ]+') do
    semua[#semua + 1] = string.match(klaim, '[^:]+$') == kodebooking and baru or klaim
  end
  if #semua > 0 then redis.call('HSET', kunci, bidang, table.concat(semua, ' ')) end
end

-- The fields of the date's hash that may hold claims of a booking's patient.
local function bidang_klaim(booking)
  local semua = {booking.norm, 'nik:' .. booking.nik, 'kartu:' .. booking.nomorkartu}
  for bidang in string.gmatch(booking.klaim_lain, '[^ ]+') do semua[#semua + 1] = bidang end
  return semua
end

-- Takes the claims of one booking away from one field of the date's hash.
local function hapus_klaim(kunci, bidang, kodebooking)
  local tinggal = {}
  for klaim in string.gmatch(redis.call('HGET', kunci, bidang) or '', '[^ ]+') do
    if string.match(klaim, '[^:]+$') ~= kodebooking then tinggal[#tinggal + 1] = klaim end
  end
  if #tinggal == 0 then
    redis.call('HDEL', kunci, bidang)
  else
    redis.call('HSET', kunci, bidang, table.concat(tinggal, ' '))
  end
end

-- Whether a patient's claims of a date stand for a booking that is not in a list, separated by a space.
local function klaim_di_luar(klaim, semua)
  for kodebooking in string.gmatch(klaim or '', '[^: ]+:[^: ]+:([^ ]+)') do
    if not string.find(' ' .. semua .. ' ', ' ' .. kodebooking .. ' ', 1, true) then return true end
  end
  return false
end
