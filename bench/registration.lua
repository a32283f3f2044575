-- Every request registers somebody else, for one of fifty sessions in turn, with a key of its own.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("thread", threads)
end

function init(args)
  run, slugs, number = args[1], {}, 0
  for slug in args[2]:gmatch("[^,]+") do slugs[#slugs + 1] = slug end
end

function request()
  number = number + 1
  local who = run .. "-" .. thread .. "-" .. number
  local body = string.format(
    '{"name": "Participant %s", "email": "p-%s@example.org", "locale": "fr", "organization": "Town of Fes", "country": "MA", "sessions": ["%s"]}',
    who, who, slugs[number % #slugs + 1])
  local headers = { ["Content-Type"] = "application/json", ["Idempotency-Key"] = who }
  return wrk.format("POST", nil, headers, body)
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    '{"requests": %d, "failed": %d, "seconds": %f, "p99": %f}\n',
    summary.requests, failed, summary.duration / 1e6, latency:percentile(99) / 1e3))
end
