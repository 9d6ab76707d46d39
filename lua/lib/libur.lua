-- Closed days: which of a day's sessions a closing concerns.

-- Whether a slot begins with `cakupan`, part by part: empty, kodepoli, kodepoli:kodedokter, or the whole slot.
local function dalam_cakupan(slot, cakupan)
  return cakupan == '' or string.sub(slot .. ':', 1, #cakupan + 1) == cakupan .. ':'
end
