-- A hospital's record numbers.
-- RECORD pasien: nik nomorkartu

-- A number of a record; empty where it is one digit over and over, with which older versions let a gap be filled.
local function nomor_sungguh(nomor)
  return nomor == string.rep(string.sub(nomor, 1, 1), #nomor) and '' or nomor
end

-- NIK and card of a patient's record, empty where it has none; nil where nobody has that record number.
local function baca_pasien(kunci, norm)
  local nik, nomorkartu = string.match(redis.call('HGET', kunci, norm) or '', '^([^\t]*)\t([^\t]*)$')
  if not nik then return nil end
  return nomor_sungguh(nik), nomor_sungguh(nomorkartu)
end

-- Writes a number into a format such as `##-##-##`; digits that do not fit go to the front.
local function tulis_norm(format, angka)
  local _, tempat = string.gsub(format, '#', '#')
  local digit = string.format('%0' .. tempat .. '.0f', angka)
  local lebih = string.sub(digit, 1, #digit - tempat)
  local i, pertama = #lebih, true
  return (string.gsub(format, '#', function()
    i = i + 1
    local satu = string.sub(digit, i, i)
    if pertama then
      pertama = false
      return lebih .. satu
    end
    return satu
  end))
end
