-- A hospital's record numbers.
-- RECORD pasien: nik nomorkartu

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
