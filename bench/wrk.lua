-- Sends the requests of a list, one after the other, and counts the answers by metadata.code.
--
--   wrk … -s wrk.lua URL -- LIST
--
-- LIST: whole HTTP requests with a zero byte between. At the end one line of JSON goes to stdout. One wrk thread only:
-- a second one would still be reading the list while the first already sends.

local find, match, sub = string.find, string.match, string.sub

function setup(thread)
  the_thread = thread
end

function init(args)
  requests, taken, checked = {}, 0, false
  codes, taken_codes = {}, {}
  local file = assert(io.open(args[1], 'rb'))
  for one in string.gmatch(file:read('*a'), '[^%z]+') do requests[#requests + 1] = one end
  file:close()
end

function request()
  -- wrk asks for one before the start, to look at it, and does not send that.
  if not checked then
    checked = true
    return requests[1]
  end
  taken = taken + 1
  return requests[(taken - 1) % #requests + 1]
end

function response(status, headers, body)
  local _, at = find(body, '"code":', 1, true)
  local code = at and match(body, '^%s*(%d+)', at + 1) or 'none'
  codes[code] = (codes[code] or 0) + 1
  _, at = find(body, '"kodebooking":"', 1, true)
  if at then taken_codes[#taken_codes + 1] = sub(body, at + 1, find(body, '"', at + 1, true) - 1) end
end

function done(summary, latency)
  local counts = {}
  for code, count in pairs(the_thread:get('codes')) do counts[#counts + 1] = string.format('"%s":%d', code, count) end
  local errors = summary.errors
  io.write(string.format(
    '{"codes":{%s},"sent":%d,"answered":%d,"seconds":%.6f,"errors":%d,"p50":%.3f,"p99":%.3f,"p999":%.3f,"max":%.3f,'
      .. '"kodebooking":"%s"}\n',
    table.concat(counts, ','), the_thread:get('taken'), summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3, latency.max / 1e3,
    table.concat(the_thread:get('taken_codes'), ' ')))
end
