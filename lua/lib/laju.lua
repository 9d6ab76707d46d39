-- How long a patient takes: as measured in the session, once enough have been served, else as scheduled.

local LAJU_CUKUP = 5
local LAJU_DISIMPAN = 9

-- Milliseconds a patient, and whether that was measured. `laju`: the last service times, separated by a space.
local function lama_layanan(laju, spm)
  if not laju then return tonumber(spm), false end
  local lama = {}
  for satu in string.gmatch(laju or '', '%d+') do lama[#lama + 1] = tonumber(satu) end
  if #lama < LAJU_CUKUP then return tonumber(spm), false end
  table.sort(lama)
  return lama[math.floor((#lama + 1) / 2)], true
end

-- The last service times with one more; one longer than the session itself was forgotten, and says nothing.
local function tambah_laju(laju, lama, jampraktek)
  local a, b, c, d = string.match(jampraktek, '^(%d+):(%d+)%-(%d+):(%d+)$')
  if lama > ((c - a) * 60 + d - b) * 60000 then return laju or '' end
  local semua = {}
  for satu in string.gmatch(laju or '', '%d+') do semua[#semua + 1] = satu end
  semua[#semua + 1] = string.format('%.0f', lama)
  while #semua > LAJU_DISIMPAN do table.remove(semua, 1) end
  return table.concat(semua, ' ')
end

-- The last service times without one that was none.
local function kurangi_laju(laju, lama)
  local semua, buang = {}, nil
  for satu in string.gmatch(laju or '', '%d+') do
    semua[#semua + 1] = satu
    if tonumber(satu) == lama then buang = #semua end
  end
  if buang then table.remove(semua, buang) end
  return table.concat(semua, ' ')
end
