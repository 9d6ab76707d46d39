-- Surgery schedules. All of a hospital are in one hash; what is dated too long ago is dropped at each change.
-- RECORD operasi: tanggaloperasi jenistindakan kodepoli namapoli terlaksana nopeserta lastupdate

-- The kodebooking of one participant, with one taken away and another added; either may be empty.
local function ubah_peserta(kunci, nopeserta, buang, tambah)
  local isi = {}
  for kode in string.gmatch(redis.call('HGET', kunci, nopeserta) or '', '[^ ]+') do
    if kode ~= buang and kode ~= tambah then isi[#isi + 1] = kode end
  end
  if tambah ~= '' then isi[#isi + 1] = tambah end
  if #isi == 0 then
    redis.call('HDEL', kunci, nopeserta)
  else
    redis.call('HSET', kunci, nopeserta, table.concat(isi, ' '))
  end
end

-- The participant of a packed surgery.
local function peserta_operasi(isi)
  local nama, i = RECORD.operasi, 1
  for bagian in string.gmatch(isi .. '\t', '([^\t]*)\t') do
    if nama[i] == 'nopeserta' then return bagian end
    i = i + 1
  end
end

-- A packed surgery with another participant; empty: without.
local function dengan_peserta(isi, peserta)
  local nilai, nama = {}, RECORD.operasi
  for bagian in string.gmatch(isi .. '\t', '([^\t]*)\t') do
    nilai[#nilai + 1] = nama[#nilai + 1] == 'nopeserta' and peserta or bagian
  end
  return table.concat(nilai, '\t')
end

-- The surgeries of a list of kodebooking, one a line, its kodebooking first.
local function baris_operasi(kunci, semua)
  local baris = {}
  for _, kode in ipairs(semua) do
    local isi = redis.call('HGET', kunci, kode)
    if isi then baris[#baris + 1] = kode .. '\t' .. isi end
  end
  return table.concat(baris, '\n')
end
