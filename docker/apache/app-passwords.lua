-- Checks the user name and app password of a request with Keycloak, for LuaHookCheckUserID of Apache's mod_lua. Requires the
-- Debian packages lua-cqueues and lua-luaossl. (Debian's lua-http lacks a module for the Lua 5.3 of mod_lua.)

require "apache2"
local errno = require "cqueues.errno"
local socket = require "cqueues.socket"
local ssl_context = require "openssl.ssl.context"
local certificate_store = require "openssl.x509.store"
local verify_param = require "openssl.x509.verify_param"

-- Returns { url = "https://keycloak.example.org/realms/REALM/app-passwords/verify", client = "Basic ..." }. In a separate
-- file, because other users must not be able to read it. With origins = { "https://calendar-web.example.org" }, web pages of
-- these origins may use this server, such as a calendar program in a browser.
local settings = dofile("@STATE@/app-passwords-client.lua")

-- The limit for each step: connecting, sending, waiting for the response.
local TIMEOUT_SECONDS = 10
local MAX_HEADERS = 100
-- A longer body is not read; the connection is closed instead. Unit: bytes.
local MAX_BODY = 65536

local scheme, authority, path = settings.url:match("^(https?)://([^/]+)(/.*)$")
local host = authority:match("^%[(.+)%]") or authority:match("^[^:]+")
local port = tonumber(authority:match(":(%d+)$")) or (scheme == "https" and 443 or 80)

-- Accepts only certificates that this machine trusts, and only for this host.
local function new_tls()
    local tls = ssl_context.new("TLS", false)
    local trusted = certificate_store.new()
    trusted:addDefaults()
    tls:setStore(trusted)
    local expected = verify_param.new()
    expected:setHost(host)
    tls:setParam(expected)
    tls:setVerify(ssl_context.VERIFY_PEER)
    return tls
end

local tls = scheme == "https" and new_tls()

local function read_line(connection)
    return (assert(connection:read("*l"), "the answer is cut off"):gsub("\r$", ""))
end

local function connect()
    local connection = socket.connect { host = host, port = port, sendname = host }
    connection:onerror(function(_, operation, why)
        connection:close()
        if operation == "starttls" then
            error("its certificate is not trusted, or not for " .. host, 0)
        end
        error({ timed_out = why == errno.ETIMEDOUT, text = operation .. ": " .. errno.strerror(why) }, 0)
    end)
    connection:settimeout(TIMEOUT_SECONDS)
    connection:setmode("b", "bf")
    connection:connect()
    if tls then
        connection:starttls(tls)
    end
    return connection
end

-- The connection that the next request of this thread uses. LuaScope thread keeps it.
local idle

-- Sends the request, and returns the status, and the headers by their lower-case names.
local function exchange(connection, request)
    connection:write(table.concat(request, "\r\n"), "\r\n\r\n")
    connection:flush()
    local status = tonumber(read_line(connection):match("^HTTP/1%.[01] (%d%d%d)"))
    local headers = {}
    for _ = 1, MAX_HEADERS do
        local line = read_line(connection)
        if line == "" then
            break
        end
        local name, value = line:match("^([^:]+):%s*(.-)%s*$")
        headers[name:lower()] = value
    end
    local length = status == 204 and 0 or tonumber(headers["content-length"])
    local ends = length == nil or length > MAX_BODY or (headers["connection"] or ""):lower():find("close", 1, true)
    if not ends and (length == 0 or #(connection:read(length) or "") == length) then
        idle = connection
    else
        connection:close()
    end
    return status, headers
end

local function ask(request)
    local kept = idle
    idle = nil
    if kept then
        local answered, status, headers = pcall(exchange, kept, request)
        if answered then
            return status, headers
        end
        -- Keycloak may have closed it in the meantime. If Keycloak is slow, a second attempt would only take longer.
        if type(status) == "table" and status.timed_out then
            error(status, 0)
        end
    end
    return exchange(connect(), request)
end

local function verify(r)
    local request = {
        "GET " .. path .. " HTTP/1.1",
        "Host: " .. authority,
        "X-Client-Authorization: " .. settings.client,
        -- The header that the client's attribute app-passwords.remote-address-header names.
        "X-Real-IP: " .. r.useragent_ip,
    }
    -- Apache rejects requests with line breaks in this header.
    local credentials = r.headers_in["Authorization"]
    if credentials then
        request[#request + 1] = "Authorization: " .. credentials
    end
    return ask(request)
end

-- Radicale reads X_Remote_User as X-Remote-User.
local function drop_lookalikes(r)
    for name in pairs(r:headers_in_table()) do
        if name:find("_", 1, true) then
            r.headers_in[name] = nil
        end
    end
end

-- mod_proxy does not pass on the headers that Connection names (RFC 9110, section 7.6.1), not even X-Remote-User.
local function drop_connection_options(r)
    local connection = r.headers_in["Connection"]
    r.headers_in["Connection"] = connection and connection:lower():find("close", 1, true) and "close" or nil
end

-- Lets web pages of the configured origins read the response (Fetch standard). They can send an Authorization header of their
-- own, but not the credentials that the browser has stored, because Access-Control-Allow-Credentials is missing.
local function allow_origin(r)
    local answer = r.err_headers_out
    answer["Vary"] = "Origin"
    for _, origin in ipairs(settings.origins or {}) do
        if r.headers_in["Origin"] == origin then
            answer["Access-Control-Allow-Origin"] = origin
            answer["Access-Control-Expose-Headers"] = "DAV, ETag, Location"
            return true
        end
    end
    return false
end

-- A preflight: the browser asks, without credentials, whether a page may send its request.
local function answer_preflight(r)
    local answer = r.err_headers_out
    answer["Access-Control-Allow-Methods"] = "GET, HEAD, PUT, DELETE, OPTIONS, PROPFIND, PROPPATCH, REPORT, MKCALENDAR, MKCOL, COPY, MOVE"
    answer["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Depth, Destination, If, If-Match, If-None-Match, Overwrite, Prefer"
    answer["Access-Control-Max-Age"] = "3600"
    return 204
end

function check_user(r)
    drop_lookalikes(r)
    drop_connection_options(r)
    if allow_origin(r) and r.method == "OPTIONS" and r.headers_in["Access-Control-Request-Method"] then
        return answer_preflight(r)
    end
    local answered, status, headers = pcall(verify, r)
    if answered and status == 204 and headers["remote-user"] then
        r.user = headers["remote-user"]
        return apache2.OK
    end
    if answered and status == 401 then
        r.err_headers_out["WWW-Authenticate"] = headers["www-authenticate"]
        return 401
    end
    if answered and status == 403 then
        r:err("Keycloak does not let this client check app passwords")
        return 403
    end
    -- Never returns 401, because programs would ask their users for another password.
    r:err("Keycloak cannot be asked: " .. tostring(type(status) == "table" and status.text or status))
    r.err_headers_out["Retry-After"] = "60"
    return 503
end
