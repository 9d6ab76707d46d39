-- sewa: makes one process the one that does a work for the hospital, such as sending, or keeps it so. Its number rises with every other process that
-- becomes it, so that one that wakes up late is known by an old number. How long it lasts is Redis's clock's.
-- Its own repeat: who has it already keeps its number.
--
-- KEYS
--   sewa               which process does it: its name and its number
--   pagar              the last number
-- ARGV
--   pemilik            the process's name, letters and digits
--   lama               ms that it lasts from now; 0: given back
-- ANSWERS
--   OK                 nomor
--   DIPEGANG           pemilik

local sewa = redis.call('GET', K.sewa)
local pemilik, nomor = string.match(sewa or '', '^(%S+) (%d+)$')
if pemilik and pemilik ~= A.pemilik then return {'DIPEGANG', 'pemilik', pemilik} end
if A.lama == '0' then
  if pemilik then redis.call('DEL', K.sewa) end
  return {'OK', 'nomor', nomor or '0'}
end
if not pemilik then nomor = string.format('%.0f', redis.call('INCR', K.pagar)) end
redis.call('SET', K.sewa, A.pemilik .. ' ' .. nomor, 'PX', A.lama)
return {'OK', 'nomor', nomor}
