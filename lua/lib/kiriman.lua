-- What BPJS has to hear of a booking: one packed value, a step a line, in the order in which they are sent.
-- `waktu` is when it happened and never changes; `keadaan` is menunggu, terkirim, ditahan, dilepas or ditarik; `pada` since when.
-- RECORD langkah: jenis waktu keadaan percobaan kode pada isi pesan

-- The steps of a booking by name, every field there; none for one that is not known.
local function baca_kiriman(kunci, kodebooking)
  local semua, nama = {}, RECORD.langkah
  for baris in string.gmatch(redis.call('HGET', kunci, kodebooking) or '', '[^\n]+') do
    local satu, i = {}, 1
    for bagian in string.gmatch(baris .. '\t', '([^\t]*)\t') do
      satu[nama[i]] = bagian
      i = i + 1
    end
    for sisa = i, #nama do satu[nama[sisa]] = '' end
    semua[#semua + 1] = satu
  end
  return semua
end

local function tulis_kiriman(kunci, kodebooking, semua)
  local baris = {}
  for i, satu in ipairs(semua) do
    local nilai = {}
    for ke, nama in ipairs(RECORD.langkah) do nilai[ke] = satu[nama] or '' end
    baris[i] = table.concat(nilai, '\t')
  end
  redis.call('HSET', kunci, kodebooking, table.concat(baris, '\n'))
end

-- Whether another system adds the booking at BPJS (bpjs/langkah.py, SANA).
local function ditambah_sana(semua)
  for _, satu in ipairs(semua) do
    if satu.jenis == 'add' then return satu.isi == 'sana' end
  end
  return false
end

-- Whether it is cancelled, and BPJS has not heard of that.
local function dibatalkan(semua)
  for _, satu in ipairs(semua) do
    if (satu.jenis == 'batal' or satu.jenis == 'task99') and satu.keadaan == 'menunggu' then return true end
  end
  return false
end

-- Puts the booking in line for the sender where its first step that is not done waits, else takes it out; and lists it
-- among those that wait, by when that step happened, or among those that are held, by the date of service.
local function antrikan(kunci_antri, kunci_menunggu, kunci_ditahan, kodebooking, semua, kapan)
  local berikut
  for _, satu in ipairs(semua) do
    if satu.keadaan == 'menunggu' or satu.keadaan == 'ditahan' then
      berikut = satu
      break
    end
  end
  local keadaan = berikut and berikut.keadaan
  if keadaan == 'menunggu' then
    redis.call('ZADD', kunci_antri, kapan, kodebooking)
    if berikut.percobaan == '0' or not ditambah_sana(semua) then
      redis.call('ZADD', kunci_menunggu, berikut.waktu, kodebooking)
    elseif string.find(string.lower(berikut.pesan), 'kode ?booking tidak ditemukan') then
      -- It waits for another system to add the booking at BPJS: nobody is late.
      redis.call('ZREM', kunci_menunggu, kodebooking)
    elseif not redis.call('ZSCORE', kunci_menunggu, kodebooking) then
      -- It waited for that until now, when BPJS does not answer so any more.
      redis.call('ZADD', kunci_menunggu, berikut.pada, kodebooking)
    end
  else
    redis.call('ZREM', kunci_antri, kodebooking)
    redis.call('ZREM', kunci_menunggu, kodebooking)
  end
  if keadaan == 'ditahan' then
    local hari, bulan, tahun = string.match(kodebooking, '^(%d%d)(%d%d)(%d%d%d%d)')
    redis.call('ZADD', kunci_ditahan, tahun .. bulan .. hari, kodebooking)
  else
    redis.call('ZREM', kunci_ditahan, kodebooking)
  end
end

-- The place of a step, or nil.
local function cari_langkah(semua, jenis)
  for i, satu in ipairs(semua) do
    if satu.jenis == jenis then return i end
  end
  return nil
end
