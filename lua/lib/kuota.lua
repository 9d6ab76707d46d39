-- A session's places: each kind has its own, or both share them (policy `kuota`).

-- What is left for one kind. Of shared places a kind without any of its own has none; and what the other kind took of
-- them stays taken where they are shared no more.
local function sisa_bagi(bersama, kuota, sisa, jenis)
  local semua = sisa.jkn + sisa.nonjkn
  if bersama ~= '1' then return math.min(sisa[jenis], semua) end
  return tonumber(kuota[jenis]) > 0 and semua or 0
end
