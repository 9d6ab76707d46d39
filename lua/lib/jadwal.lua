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

-- The rows in force: a date's rows of a doctor replace the weekly rows of that doctor in that poli.
local function baris_berlaku(kunci, tanggal, hari, kodepoli)
  local teks = redis.call('HMGET', kunci, tanggal .. ':' .. kodepoli, hari .. ':' .. kodepoli)
  local hasil = baca_baris(teks[1], {}, {})
  local diganti = {}
  for _, baris in ipairs(hasil) do diganti[baris.kodedokter] = true end
  return baca_baris(teks[2], hasil, diganti)
end

-- The row in force of one doctor at one hour, or nil; and how many rows the poli has that day.
local function cari_baris(kunci, tanggal, hari, kodepoli, kodedokter, jampraktek)
  local semua = baris_berlaku(kunci, tanggal, hari, kodepoli)
  for _, baris in ipairs(semua) do
    if baris.kodedokter == kodedokter and baris.jampraktek == jampraktek then return baris, #semua end
  end
  return nil, #semua
end
