-- Places in a session's lines: no two share one.

-- A place that somebody had or asks for, or where another stands there the one half way to the next.
local function tempat_bebas(kunci, tempat)
  local terpakai, sesudah = 0, nil
  for _, baris in ipairs({kunci.antre, kunci.dilayani}) do
    terpakai = terpakai + redis.call('ZCOUNT', baris, tempat, tempat)
    local satu = redis.call('ZRANGEBYSCORE', baris, '(' .. tempat, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
    if satu then sesudah = math.min(sesudah or tonumber(satu), tonumber(satu)) end
  end
  if terpakai == 0 then return tempat end
  return string.format('%.17g', sesudah and (tonumber(tempat) + sesudah) / 2 or tonumber(tempat) + 1)
end
