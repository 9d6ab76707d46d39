-- The schedule of one poli on one date.
-- RECORD baris: kodedokter jampraktek huruf kuotajkn kuotanonjkn spm

local function baca_baris(teks, hasil, diganti)
  local nama = RECORD.baris
  for satu in string.gmatch(teks or '', '[^\n]+') do
    local baris, i = {}, 1
    for bagian in string.gmatch(satu .. '\t', '([^\t]*)\t') do
      baris[nama[i]] = bagian
      i = i + 1
    end
    if not diganti[baris.kodedokter] then hasil[#hasil + 1] = baris end
  end
  return hasil
end

-- The rows in force, of a date's and the weekly ones: the first of a doctor replace the others of that doctor.
local function berlaku(teks)
  local hasil = baca_baris(teks[1], {}, {})
  local diganti = {}
  for _, baris in ipairs(hasil) do diganti[baris.kodedokter] = true end
  return baca_baris(teks[2], hasil, diganti)
end

-- The row in force of one doctor at one hour, or nil; and whether the poli has any that day.
local function cari_baris(kunci, tanggal, hari, kodepoli, kodedokter, jampraktek)
  local teks = redis.call('HMGET', kunci, tanggal .. ':' .. kodepoli, hari .. ':' .. kodepoli)
  if not teks[1] then  -- as on most days; then one row is read, and not all
    local isi = '\n' .. (teks[2] or '')
    local ketemu = string.find(isi, '\n' .. kodedokter .. '\t' .. jampraktek .. '\t', 1, true)
    return ketemu and baca_baris(string.match(isi, '[^\n]+', ketemu), {}, {})[1], #isi > 1
  end
  local semua = berlaku(teks)
  for _, baris in ipairs(semua) do
    if baris.kodedokter == kodedokter and baris.jampraktek == jampraktek then return baris, true end
  end
  return nil, #semua > 0
end
