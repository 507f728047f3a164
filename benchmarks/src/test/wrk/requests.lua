-- For wrk: sends the requests of a file one after the other, again and again, and prints the results as JSON.
--
--   wrk ... -s requests.lua URL -- FILE METHOD LIMIT
--
-- A line of FILE is a request: its body and its headers ("Name: value"), with tabs between. With a LIMIT other than 0, a
-- thread stops after that many answers; wrk itself still waits for the end of its time.

local requests = {}
local position = 0

function init(args)
    local file, method, limit = args[1], args[2], tonumber(args[3])
    for line in io.lines(file) do
        local body, headers
        for part in (line .. "\t"):gmatch("([^\t]*)\t") do
            if not body then
                body, headers = part, {}
            else
                local name, value = part:match("^([^:]+): (.*)$")
                headers[name] = value
            end
        end
        requests[#requests + 1] = wrk.format(method, nil, headers, body)
    end
    if limit > 0 then
        local answers = 0
        -- Defined only if needed, because with this function, wrk passes every answer to Lua.
        function response()
            answers = answers + 1
            if answers >= limit then
                wrk.thread:stop()
            end
        end
    end
end

function request()
    position = position % #requests + 1
    return requests[position]
end

function done(summary, latency)
    local errors = summary.errors
    print(
        ('{"requests":%d,"micros":%d,"rejected":%d,"failed":%d,"min":%d,"mean":%.1f,"p50":%d,"p90":%d,"p99":%d,"max":%d}'):format(
            summary.requests,
            summary.duration,
            errors.status,
            errors.connect + errors.read + errors.write + errors.timeout,
            latency.min,
            latency.mean,
            latency:percentile(50),
            latency:percentile(90),
            latency:percentile(99),
            latency.max
        )
    )
end
