-- Checks a password with Keycloak in one request: a passdb for Dovecot 2.3.
--
-- scripts/bridges/dovecot.sh fills in the words between @ signs.

local url = "@KEYCLOAK@/realms/@REALM@/app-passwords/verify"
local client_file = "@SECRET_FILE@"
-- Whether users can sign in with another name that Keycloak accepts, such as their e-mail address. Dovecot continues with the
-- user name in either case.
local takes_other_names = @OTHER_NAMES@

local http
local client

function script_init()
  local file = assert(io.open(client_file))
  client = file:read("*l")
  file:close()
  http = dovecot.http.client({ request_timeout_msecs = 10000, max_attempts = 1, max_redirects = 0 })
  return 0
end

local function base64(text)
  local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  local encoded = {}
  for i = 1, #text, 3 do
    local a, b, c = text:byte(i, i + 2)
    local bits = a << 16 | (b or 0) << 8 | (c or 0)
    for shift = 18, 0, -6 do
      local digit = (bits >> shift & 63) + 1
      encoded[#encoded + 1] = alphabet:sub(digit, digit)
    end
  end
  local padding = -#text % 3
  return table.concat(encoded, "", 1, #encoded - padding) .. ("="):rep(padding)
end

-- An IPv6 address in brackets, as in a URL.
local function address(ip, port)
  return (ip:find(":", 1, true) and "[" .. ip .. "]" or ip) .. ":" .. port
end

-- Returns Keycloak's user name. In the header, unusual characters are percent-encoded.
local function username(response)
  local name = response:header("Remote-User")
  return name and name ~= "" and name:gsub("%%(%x%x)", function(octet)
    return string.char(tonumber(octet, 16))
  end) or nil
end

function auth_password_verify(request, password)
  -- In HTTP Basic, the user name ends at the first colon.
  if password == "" or request.user:find(":", 1, true) then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, ""
  end
  local call = http:request({ url = url, method = "GET" })
  call:add_header("X-Client-Authorization", client)
  call:add_header("Authorization", "Basic " .. base64(request.user .. ":" .. password))
  call:add_header("X-Dovecot-Auth-Service", request.service)
  if request.rip and request.rip ~= "" then
    call:add_header("X-Dovecot-Auth-Remote", address(request.rip, request.rport))
  end
  local response = call:submit()
  local status = response:status()
  if status == 204 then
    local name = username(response)
    if not name then
      return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "the answer does not say whose the password is"
    end
    if takes_other_names or name:lower() == request.user:lower() then
      return dovecot.auth.PASSDB_RESULT_OK, { user = name }
    end
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, ""
  elseif status == 401 then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, ""
  end
  -- With a wrong client secret, or if Keycloak is down or slow, nothing is known about the password.
  return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "Keycloak answered " .. status
end
