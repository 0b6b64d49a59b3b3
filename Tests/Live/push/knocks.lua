-- wrk's script: POSTs knocks at a steady rate, with each token of TOKENS in turn.
local ffi = require("ffi")
ffi.cdef "typedef struct { long s; long us; } pawl_time; int gettimeofday(pawl_time *, void *);"
local clock = ffi.new("pawl_time")

local function now()
  ffi.C.gettimeofday(clock, nil)
  return tonumber(clock.s) * 1000 + tonumber(clock.us) / 1000
end

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init()
  tokens, statuses, position, due = {}, {}, 0, now()
  interval = 1000 * tonumber(os.getenv("THREADS")) / tonumber(os.getenv("RATE"))
  local line_number = 0
  for line in io.lines(os.getenv("TOKENS")) do
    if line_number % tonumber(os.getenv("THREADS")) == number then table.insert(tokens, line) end
    line_number = line_number + 1
  end
end

-- In milliseconds, until this thread's next knock is due.
function delay()
  due = math.max(due + interval, now() - 1000)
  return math.max(0, math.floor(due - now()))
end

function request()
  position = position % #tokens + 1
  return wrk.format("POST", "/api/v1/messages/", { ["Content-Type"] = "application/json" },
    '{"token":"' .. tokens[position] .. '","priority":"high"}')
end

function response(status)
  statuses[status] = (statuses[status] or 0) + 1
  counts = ""
  for status, count in pairs(statuses) do counts = counts .. status .. " " .. count .. "\n" end
end

function done(summary, latency)
  local all = {}
  for _, thread in ipairs(threads) do
    for status, count in (thread:get("counts") or ""):gmatch("(%d+) (%d+)") do all[status] = (all[status] or 0) + count end
  end
  local parts = {}
  for status, count in pairs(all) do table.insert(parts, '"' .. status .. '": ' .. count) end
  local errors = summary.errors
  print(string.format('RESULT {"seconds": %.1f, "requests": %d, "statuses": {%s}, "socket_errors": %d, "p50_ms": %.2f, "p99_ms": %.2f, "max_ms": %.2f}',
    summary.duration / 1e6, summary.requests, table.concat(parts, ", "),
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
