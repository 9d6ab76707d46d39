-- A re-sent script repeats its first answer: the client sends a write again by itself after a lost reply.

-- The answer that this request id got, or nil.
local function jawaban_lama(kunci)
  local simpan = redis.call('GET', kunci)
  if not simpan then return nil end
  local jawaban = {}
  for bagian in string.gmatch(simpan, '([^\t]*)\t') do jawaban[#jawaban + 1] = bagian end
  return jawaban
end

-- Keeps an answer for the request id, for `umur` seconds, and returns it. No part may hold a tab.
local function ingat(kunci, umur, jawaban)
  redis.call('SET', kunci, table.concat(jawaban, '\t') .. '\t', 'EX', umur)
  return jawaban
end
