-- A session's numbers beside the next one. A number that was given elsewhere is taken by its number: those that it passes
-- over stand in the session's `bebas`, ranges such as `3-5 8-8`, and may be taken by number later. What stands in
-- `lompat` was given, and its record is gone: nobody gets that.

-- How far above the last number one may be: a slip of the pen would leave every later patient with a number of five digits.
local LOMPAT_TERJAUH = 500

-- Ranges without one number; nil where it is in none of them.
local function tanpa_nomor(rentang, angka)
  local tinggal, ada = {}, false
  for dari, sampai in string.gmatch(rentang or '', '(%d+)%-(%d+)') do
    dari, sampai = tonumber(dari), tonumber(sampai)
    local di_dalam = dari <= angka and angka <= sampai
    ada = ada or di_dalam
    for _, satu in ipairs(di_dalam and {{dari, angka - 1}, {angka + 1, sampai}} or {{dari, sampai}}) do
      if satu[1] <= satu[2] then tinggal[#tinggal + 1] = satu[1] .. '-' .. satu[2] end
    end
  end
  return ada and table.concat(tinggal, ' ') or nil
end

-- Ranges with one more; as they are where it is empty.
local function tambah_rentang(rentang, dari, sampai)
  if dari > sampai then return rentang or '' end
  return (rentang and rentang ~= '' and rentang .. ' ' or '') .. dari .. '-' .. sampai
end
