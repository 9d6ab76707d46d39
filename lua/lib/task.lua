-- The flow of task ids: a new patient's is 1-2-3-4-5-6-7, a known patient's begins at 3. Ids and times only rise.
-- Before the call (4) ids may be missing, for nobody makes up an arrival that was not recorded; after it none may.

-- What a clock elsewhere may be ahead of ours, ms.
local BEDA_JAM_MS = 120000
-- Our clock was set back where it is so far behind what it said before: tasks of one moment are a millisecond apart.
local MUNDUR_MS = 1000

-- The last task that was recorded and its time; 0 and 0 where there is none.
local function task_terakhir(booking)
  for id = 7, 1, -1 do
    local waktu = booking['t' .. id]
    if waktu ~= '' then return id, tonumber(waktu) end
  end
  return 0, 0
end

-- The time of a task as it is recorded, after one of `sebelum`; nil and the word of the rule that refuses it. A clock of
-- ours that was set back meanwhile cannot judge a time: what has not risen then, or too far, is the next millisecond.
local function waktu_task(waktu, sekarang, sebelum, awal_hari)
  if waktu < awal_hari then return nil, 'SEBELUM' end
  if sekarang + MUNDUR_MS < sebelum then
    return waktu > sebelum and waktu <= sebelum + BEDA_JAM_MS and waktu or sebelum + 1
  end
  if waktu > sekarang + BEDA_JAM_MS then return nil, 'MENDATANG' end
  if waktu <= sebelum then return nil, 'TURUN' end
  return waktu
end

-- The ids that may come next, in order.
local function task_berikut(booking)
  local terakhir = task_terakhir(booking)
  local ids = {}
  local pertama = booking.baru == '1' and 1 or 3
  if terakhir < 4 then
    for id = math.max(terakhir + 1, pertama), 4 do ids[#ids + 1] = tostring(id) end
  elseif terakhir < 7 then
    ids[1] = tostring(terakhir + 1)
  end
  if terakhir < 5 then ids[#ids + 1] = '99' end
  return ids
end
