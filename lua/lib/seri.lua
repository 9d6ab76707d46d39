-- The highest number that each series ever gave, beside the records that count it: it has no expiry and is in no
-- backup, so numbers of records that are gone or older than they were are not given again. A series is named by how its
-- kodebooking begin (`30112026A`), at the pharmacy `{date}:{jenisresep}`; the score is its date and its last number, and
-- a half more where it may go on without its record. `norm` is the one that has no date.

local SERI_SEHARI = 1000000
local SERI_TERLAMA = 10000000000000

-- The last number that a dated series is known to have given, 0 where none is; and whether it may go on without its
-- record.
local function seri_terakhir(kunci, seri)
  local skor = tonumber(redis.call('ZSCORE', kunci, seri) or 0)
  local utuh = math.floor(skor)
  return utuh % SERI_SEHARI, skor > utuh
end

-- Notes the number that a series gives; `tanggal` is its date as yyyymmdd.
local function catat_seri(kunci, seri, tanggal, angka)
  redis.call('ZADD', kunci, string.format('%.0f', tonumber(tanggal) * SERI_SEHARI + tonumber(angka)), seri)
end

-- Lets a series go on without its record.
local function bebaskan_seri(kunci, seri)
  local skor = math.floor(tonumber(redis.call('ZSCORE', kunci, seri) or 0))
  redis.call('ZADD', kunci, string.format('%.1f', skor + 0.5), seri)
end

-- Drops the series of dates before `batas`, yyyymmdd.
local function buang_seri(kunci, batas)
  redis.call('ZREMRANGEBYSCORE', kunci, SERI_TERLAMA, string.format('(%.0f', tonumber(batas) * SERI_SEHARI))
end

-- The highest record number that was given, 0 where none is known; and whether it may go on without its counter.
local function norm_tertinggi(kunci)
  local skor = tonumber(redis.call('ZSCORE', kunci, 'norm') or 0)
  return math.floor(skor), skor > math.floor(skor)
end

-- Notes the highest record number.
local function catat_norm(kunci, angka)
  redis.call('ZADD', kunci, string.format('%.0f', tonumber(angka)), 'norm')
end

-- Whether the record of a session is there: whoever changed one that is gone would make half of one.
local function sesi_ada(kunci)
  return redis.call('HEXISTS', kunci, 'angkaterakhir') == 1
end
