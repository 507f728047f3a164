-- Checks a password with Keycloak in one request: a passdb for Dovecot 2.3 and 2.4.
--
-- Dovecot 2.4 passes these settings in lua_settings. For Dovecot 2.3, replace the words between @ signs here, as
-- scripts/bridges/dovecot.sh does.

local settings = {
  url = "@KEYCLOAK@/realms/@REALM@/app-passwords/verify",
  -- A file with the client's ID and secret as a value of Authorization, which Dovecot's group can read.
  client_file = "@SECRET_FILE@",
  -- Whether users can sign in with another name that Keycloak accepts, such as their e-mail address. Dovecot continues with
  -- the user name in either case.
  takes_other_names = "@OTHER_NAMES@",
}
-- Dovecot 2.4 has other names for the same settings. A connection to Keycloak stays open for the next sign-in. A second attempt is
-- for a connection that Keycloak has closed in the meantime.
local client_2_3 = {
  request_timeout_msecs = 5000, request_absolute_timeout_msecs = 10000, max_attempts = 2, max_redirects = 0,
  max_idle_time_msecs = 20000,
}
local client_2_4 = {
  request_timeout = "5s", request_absolute_timeout = "10s", request_max_attempts = 2, request_max_redirects = 0,
  max_idle_time = "20s",
}

-- No user name and no app password is longer. Keycloak rejects very long requests as those of a faulty bridge.
local MAX_LENGTH = 1000

local http
local client

-- Only Dovecot 2.4 passes a table.
function script_init(arguments)
  for name, value in pairs(arguments or {}) do
    assert(settings[name], name .. ": unknown setting; url, client_file and takes_other_names are accepted")
    settings[name] = value
  end
  for name, value in pairs(settings) do
    assert(not value:find("^@"), name .. ": has no value")
  end
  local other_names = settings.takes_other_names
  assert(other_names == "yes" or other_names == "no", "takes_other_names: must be yes or no")
  local file = assert(io.open(settings.client_file))
  client = file:read("*l")
  file:close()
  assert(client and client:find("^Basic "), "client_file: must begin with Basic and a space")
  http = dovecot.http.client(arguments and client_2_4 or client_2_3)
  return 0
end

-- Encodes a field of a form.
local function encoded(text)
  return (text:gsub("[^A-Za-z0-9._~-]", function(octet)
    return ("%%%02X"):format(octet:byte())
  end))
end

-- An IPv6 address in brackets, as in a URL.
local function address(ip, port)
  return (ip:find(":", 1, true) and "[" .. ip .. "]" or ip) .. ":" .. port
end

-- Whether a name can stand in the path of a mailbox.
local function is_in_folder(name)
  return not name:find("[%c/]") and name ~= "." and name ~= ".."
end

-- Returns Keycloak's user name. If the URL is wrong, another page may have answered.
local function username(response)
  local name = response:payload()
  local type = response:header("Content-Type")
  return type and type:lower():find("^text/plain *;") and name ~= "" and is_in_folder(name) and name or nil
end

-- In lower case and without white space around it, as Keycloak reads a name.
local function comparable(name)
  return name:match("^%s*(.-)%s*$"):lower()
end

function auth_password_verify(request, password)
  if password == "" or #request.user > MAX_LENGTH or #password > MAX_LENGTH then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, ""
  end
  local call = http:request({ url = settings.url, method = "POST" })
  call:add_header("Authorization", client)
  call:add_header("Accept", "text/plain")
  call:add_header("Content-Type", "application/x-www-form-urlencoded")
  call:set_payload("username=" .. encoded(request.user) .. "&password=" .. encoded(password))
  -- Dovecot 2.4 has longer names for these variables.
  call:add_header("X-Dovecot-Auth-Service", request.protocol or request.service)
  local ip = request.remote_ip or request.rip
  if ip and ip ~= "" then
    call:add_header("X-Dovecot-Auth-Remote", address(ip, request.remote_port or request.rport))
  end
  local response = call:submit()
  local status = response:status()
  if status == 200 then
    local name = username(response)
    if not name then
      return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "the answer is not a user name"
    end
    if settings.takes_other_names == "yes" or comparable(name) == comparable(request.user) then
      return dovecot.auth.PASSDB_RESULT_OK, { user = name }
    end
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, ""
  elseif status == 401 then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, ""
  end
  -- With a wrong client secret, or if Keycloak is down or slow, nothing is known about the password.
  return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "Keycloak answered " .. status
end
