-- percobaan: how long a login must wait after wrong ones; counts another, or keeps that one was right. It is about who
-- comes in and not about a hospital's data: no request id, no event; counted twice after a lost reply, it errs safely.
--
-- KEYS
--   pasangan           wrong logins of the username from the address
--   alamat             wrong logins from the address, of whatever username
--   kenal              is there where the username has logged in from the address
-- ARGV
--   hasil              benar or salah; empty before it is tried
--   kali               so many wrong ones of a username from an address are enough
--   kali_alamat        so many from an address
--   jendela            s, from the first wrong one on, that they count
--   umur_kenal         s that a login is kept
-- ANSWERS
--   OK                     pasangan alamat kenal

-- Seconds to wait. A time that is longer than it can be, because the server's clock went back, begins again.
local function tunggu(kunci, kali)
  if tonumber(redis.call('GET', kunci) or '0') < tonumber(kali) then return 0 end
  local detik = redis.call('TTL', kunci)
  if detik > tonumber(A.jendela) then
    redis.call('EXPIRE', kunci, A.jendela)
    detik = tonumber(A.jendela)
  end
  return math.max(detik, 1)
end

if A.hasil == 'salah' then
  for _, kunci in ipairs({K.pasangan, K.alamat}) do
    if redis.call('INCR', kunci) == 1 then redis.call('EXPIRE', kunci, A.jendela) end
  end
elseif A.hasil == 'benar' then
  redis.call('SET', K.kenal, '1', 'EX', A.umur_kenal)
end
-- Who is known there waits for its own mistakes only: others behind the same address do not lock it out.
local kenal = redis.call('EXISTS', K.kenal)
return {'OK', 'pasangan', tostring(tunggu(K.pasangan, A.kali)),
  'alamat', kenal == 1 and '0' or tostring(tunggu(K.alamat, A.kali_alamat)), 'kenal', tostring(kenal)}
