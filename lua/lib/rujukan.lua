-- The bookings that use a referral, which serves several visits of one patient on different dates: `date kodebooking
-- norm` of each, with commas between. One that was stored before that has no norm, and so is nobody's but its booking's.

-- Whether one of them stands in the way of a booking of that patient on that date. Those of past days do not: who did
-- not come cannot cancel any more.
local function rujukan_menghalangi(isi, hari_ini, tanggal, norm)
  for satu in string.gmatch(isi or '', '[^,]+') do
    local hari, pemilik = string.match(satu, '^(%S+) %S+ ?(%S*)$')
    if hari and hari >= hari_ini and (pemilik ~= norm or hari == tanggal) then return true end
  end
  return false
end

-- Adds a booking to those that use a referral, and drops those of past days. `lama` is what stands there, false for
-- nothing, where that was read.
local function tambah_rujukan(kunci, nomor, hari_ini, tanggal, kodebooking, norm, lama)
  if lama == nil then lama = redis.call('HGET', kunci, nomor) end
  local semua = ''
  for satu in string.gmatch(lama or '', '[^,]+') do
    if string.sub(satu, 1, 10) >= hari_ini then semua = semua .. satu .. ',' end
  end
  redis.call('HSET', kunci, nomor, semua .. tanggal .. ' ' .. kodebooking .. ' ' .. norm)
end

-- Takes a booking away from those that use a referral; what others hold stays theirs.
local function hapus_rujukan(kunci, nomor, kodebooking)
  if nomor == '' then return end
  local tinggal, ada = {}, false
  for satu in string.gmatch(redis.call('HGET', kunci, nomor) or '', '[^,]+') do
    if string.match(satu, '^%S+ (%S+)') == kodebooking then
      ada = true
    else
      tinggal[#tinggal + 1] = satu
    end
  end
  if ada and #tinggal == 0 then
    redis.call('HDEL', kunci, nomor)
  elseif ada then
    redis.call('HSET', kunci, nomor, table.concat(tinggal, ','))
  end
end

-- Says of a booking that uses a referral that it is another record's.
local function pindah_rujukan(kunci, nomor, kodebooking, norm)
  local semua, ada = {}, false
  for satu in string.gmatch(nomor ~= '' and redis.call('HGET', kunci, nomor) or '', '[^,]+') do
    local hari, kode = string.match(satu, '^(%S+) (%S+)')
    if kode == kodebooking then satu, ada = hari .. ' ' .. kode .. ' ' .. norm, true end
    semua[#semua + 1] = satu
  end
  if ada then redis.call('HSET', kunci, nomor, table.concat(semua, ',')) end
end
