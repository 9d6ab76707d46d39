-- A re-sent script repeats its first answer: the client sends a write again by itself after a lost reply.
-- ARGV
--   sidik              digest of what is asked under a label that the client chose; empty under an id of our own
-- ANSWERS
--   PERMINTAAN_LAIN

-- The answer that this request id got, or nil; PERMINTAAN_LAIN where it was for something else.
local function jawaban_lama(kunci)
  local simpan = redis.call('GET', kunci)
  if not simpan then return nil end
  local jawaban = {}
  for bagian in string.gmatch(simpan, '([^\t]*)\t') do jawaban[#jawaban + 1] = bagian end
  local dulu = string.match(simpan, '[^\t]*$')
  if dulu ~= '' and A.sidik ~= '' and dulu ~= A.sidik then return {'PERMINTAAN_LAIN'} end
  return jawaban
end

-- Keeps an answer for the request id, for `umur` seconds, and returns it. No part may hold a tab.
local function ingat(kunci, umur, jawaban)
  redis.call('SET', kunci, table.concat(jawaban, '\t') .. '\t' .. A.sidik, 'EX', umur)
  return jawaban
end
