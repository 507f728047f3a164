-- Asks Keycloak whether a password is right, in one request: a passdb for Dovecot 2.3.
--
-- scripts/dovecot.sh fills in the words between @ signs.

local token_endpoint = "@KEYCLOAK@/realms/@REALM@/protocol/openid-connect/token"
local client_id = "@CLIENT_ID@"
local client_secret_file = "@SECRET_FILE@"

local http
local client_secret

function script_init()
  local file = assert(io.open(client_secret_file))
  client_secret = file:read("*l")
  file:close()
  http = dovecot.http.client({ request_timeout_msecs = 10000, max_attempts = 1 })
  return 0
end

local function form_encoded(text)
  return (text:gsub("[^%w._~-]", function(character)
    return string.format("%%%02X", character:byte())
  end))
end

-- IPv6 in brackets, as in a URL.
local function address(ip, port)
  return (ip:find(":", 1, true) and "[" .. ip .. "]" or ip) .. ":" .. port
end

local function base64url_decoded(text)
  local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
  local bits, length, bytes = 0, 0, {}
  for character in text:gmatch("[%w_-]") do
    bits = (bits << 6 | alphabet:find(character, 1, true) - 1) & 0xffff
    length = length + 6
    if length >= 8 then
      length = length - 8
      bytes[#bytes + 1] = string.char(bits >> length & 0xff)
    end
  end
  return table.concat(bytes)
end

-- What Keycloak calls the user. The signature needs no look: the token has just come from Keycloak itself. A quote inside
-- another value would be written \", so that this finds the claim and nothing that looks like it.
local function username(answer)
  local claims = answer:match('"access_token":%s*"[^".]+%.([^".]+)%.')
  return claims and base64url_decoded(claims):match('"preferred_username":%s*"([^"\\]+)"')
end

function auth_password_verify(request, password)
  if password == "" then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, ""
  end
  local call = http:request({ url = token_endpoint, method = "POST" })
  call:add_header("Content-Type", "application/x-www-form-urlencoded")
  call:add_header("X-Dovecot-Auth-Service", request.service)
  if request.rip and request.rip ~= "" then
    call:add_header("X-Dovecot-Auth-Remote", address(request.rip, request.rport))
  end
  call:set_payload("grant_type=password&client_id=" .. form_encoded(client_id)
    .. "&client_secret=" .. form_encoded(client_secret)
    .. "&username=" .. form_encoded(request.user)
    .. "&password=" .. form_encoded(password))
  local response = call:submit()
  local status, answer = response:status(), response:payload()
  if status == 200 then
    local name = username(answer)
    if name then
      return dovecot.auth.PASSDB_RESULT_OK, { user = name }
    end
    return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "the token does not say whose it is"
  elseif status == 400 and answer:find('"invalid_grant"', 1, true) then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, ""
  end
  -- A wrong client secret, Keycloak down or slow: says nothing about the password.
  return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "Keycloak answered " .. status
end
