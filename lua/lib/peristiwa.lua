-- The hospital's event stream: one entry per change, written by the script that makes the change.

-- Adds one entry and drops those older than `batas` (epoch ms). Redis numbers the entries, so that they only rise
-- whatever the callers' clocks say; `waktu` is the time of the decision.
local function catat(kunci, batas, waktu, jenis, oleh, ...)
  redis.call('XADD', kunci, 'MINID', '~', batas, '*', 'jenis', jenis, 'waktu', waktu, 'oleh', oleh, ...)
end
