-- Streams whose entries are numbered without gap, so that one that is missing shows. Nothing but age takes entries away:
-- age by the time in their ids, which is Redis's own, for callers' clocks may be wrong; and never any of the newest
-- `paling_sedikit`, for Redis's may be wrong too.

-- Adds one entry, its number first, under `bidang`, and drops those that are older than `umur` ms; its id. One that was
-- written before there were numbers has none.
local function tambah_entri(kunci, bidang, umur, paling_sedikit, ...)
  local akhir = redis.call('XREVRANGE', kunci, '+', '-', 'COUNT', 1)[1]
  local nomor = akhir and akhir[2][1] == bidang and tonumber(akhir[2][2]) or 0
  local id = redis.call('XADD', kunci, '*', bidang, string.format('%.0f', nomor + 1), ...)
  local lebih = redis.call('XLEN', kunci) - paling_sedikit
  if lebih > 0 then
    local batas = math.max(tonumber(string.match(id, '^%d+')) - umur, 0)
    redis.call('XTRIM', kunci, 'MINID', '~', string.format('%.0f', batas), 'LIMIT', lebih)
  end
  return id
end
