#!/usr/bin/env python3
"""Checks simple binds with Keycloak, for slapd's sock overlay (slapd-sock(5), "sockops bind", "extensions peername").

Requires only Python 3.9. Does not store or log passwords.
"""

import argparse
import base64
import concurrent.futures
import contextlib
import http.client
import logging
import os
import re
import socket
import socketserver
import ssl
import sys
import threading
import time
import unicodedata
import urllib.parse

INVALID_CREDENTIALS, UNAVAILABLE, SUCCESS = 49, 52, 0
SIMPLE = b"128"
CONTINUE = b"CONTINUE\n\n"
ADDRESS_HEADER = "X-Ldap-Client-Address"
PROTOCOL_HEADER = "X-Ldap-Client-Protocol"

# slapd writes a request through a buffer of this size. A longer one arrives in parts, and a part of a hostile DN can look
# like a whole request.
SLAPD_BUFFER_BYTES = 4096
MAX_CREDENTIALS_CHARACTERS = 1024
MAX_CONNECTIONS = 256

# slapd waits for the answer without a limit, in one of its few threads. Each limit covers all steps together.
READ_TIMEOUT_SECONDS = 5
KEYCLOAK_TIMEOUT_SECONDS = 10

log = logging.getLogger("app-passwords")


class Unavailable(Exception):
    """Keycloak did not report whether the password is right."""


class Keycloak:
    """The endpoint "verify" of a realm, as seen by one confidential client."""

    def __init__(self, base_url, realm, client_id, client_secret):
        url = urllib.parse.urlsplit(base_url.rstrip("/"))
        if url.scheme not in ("http", "https") or not url.hostname:
            raise SystemExit(f"{base_url} is not the base URL of a Keycloak")
        self.host, self.port = url.hostname, url.port or (443 if url.scheme == "https" else 80)
        self.tls = ssl.create_default_context() if url.scheme == "https" else None
        self.path = f"{url.path}/realms/{urllib.parse.quote(realm, safe='')}/app-passwords/verify"
        self.client = basic(urllib.parse.quote_plus(client_id), urllib.parse.quote_plus(client_secret))

    def username(self, username, password, address):
        """The name of the user whose credentials these are, or None if they are wrong."""
        headers = {
            "X-Client-Authorization": self.client,
            "Authorization": basic(username, password),
            PROTOCOL_HEADER: "ldap",
            "Connection": "close",
        }
        if address:
            headers[ADDRESS_HEADER] = address
        try:
            with self.connection() as connection:
                # Uses no proxy from the environment and follows no redirect: neither may get the password.
                connection.request("GET", self.path, headers=headers)
                answer = connection.getresponse()
                name = answer.getheader("Remote-User")
        except (OSError, http.client.HTTPException) as problem:
            raise Unavailable(f"Keycloak cannot be asked: {type(problem).__name__}: {problem}") from problem
        if answer.status == 204 and name:
            return urllib.parse.unquote(name, errors="strict")
        if answer.status == 401:
            return None
        raise Unavailable(f"Keycloak answered {answer.status}")

    @contextlib.contextmanager
    def connection(self):
        """A connection with a limit for its whole duration. A socket timeout would start again with each byte of the response."""
        with contextlib.ExitStack() as resources:
            stream = socket.create_connection((self.host, self.port), KEYCLOAK_TIMEOUT_SECONDS)
            # A second descriptor, because the first one belongs to TLS from the handshake on.
            limit = TimeLimit(resources.enter_context(stream.dup()))
            resources.callback(stream.close)
            resources.enter_context(limit)
            if self.tls:
                stream = resources.enter_context(self.tls.wrap_socket(stream, server_hostname=self.host))
            kind = http.client.HTTPSConnection if self.tls else http.client.HTTPConnection
            connection = kind(self.host, self.port)
            connection.sock = stream
            resources.callback(connection.close)
            yield connection
            if limit.is_over.is_set():
                raise TimeoutError("it takes too long")


class TimeLimit:
    """Shuts a connection down when its time is over."""

    def __init__(self, connection):
        self.connection = connection
        self.is_over = threading.Event()
        self.timer = threading.Timer(KEYCLOAK_TIMEOUT_SECONDS, self.end)
        self.timer.daemon = True

    def end(self):
        self.is_over.set()
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        self.timer.start()

    def __exit__(self, *_):
        self.timer.cancel()


def basic(username, password):
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


# slapd sends DNs in its "pretty" form: no spaces around "," and "=", one name for each attribute type. It escapes neither
# line breaks nor most other control characters.
ATTRIBUTE = re.compile(
    r"""\s*([A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)\s*=((?:[^\\,+]|\\[0-9A-Fa-f]{2}|\\[ "#+,;<=>\\])*)([,+]|\Z)"""
)


def rdns(dn):
    """The RDNs of a DN (RFC 4514), each a list of pairs of attribute type and value."""
    parsed, position, separator = [[]], 0, ","
    while separator:
        match = ATTRIBUTE.match(dn, position)
        if not match:
            raise ValueError("not a DN")
        attribute, value, separator = match.groups()
        parsed[-1].append((attribute.lower(), unescaped(value)))
        if separator == ",":
            parsed.append([])
        position = match.end()
    return parsed


def unescaped(value):
    """An attribute value of a DN (RFC 4514, section 2.4)."""

    def octet(match):
        text = match.group(1)
        return bytes([int(text, 16)]) if len(text) == 2 else text

    return re.sub(rb"\\([0-9A-Fa-f]{2}|.)", octet, value.encode()).decode()


def matching(value):
    """A form for comparison (RFC 4518): two values that slapd treats as equal are equal in this form."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold()).split())


class People:
    """The part of the directory whose binds Keycloak decides: the entries right below one DN."""

    def __init__(self, base, attribute):
        self.base = [[(name, value.strip().lower()) for name, value in rdn] for rdn in rdns(base)]
        self.attribute = attribute.lower()

    def contain(self, dn):
        """Whether the DN is in this part. Lenient: slapd itself must not decide about an unusually spelled entry."""

        def matchings(parsed):
            return [sorted((name, matching(value)) for name, value in rdn) for rdn in parsed]

        return matchings(dn)[-len(self.base) :] == matchings(self.base)

    def username(self, dn):
        """Strict: the value of the one attribute in front of the people's DN, or None if it cannot be a user name."""
        if [[(name, value.lower()) for name, value in rdn] for rdn in dn[1:]] != self.base or len(dn[0]) != 1:
            return None
        attribute, value = dn[0][0]
        return value if attribute == self.attribute and is_username(value) else None


def is_username(value):
    """Whether this can be a user name. HTTP Basic does not allow a colon. slapd treats some names as equal that are two users in
    Keycloak: those with more spaces or with compatibility characters. Only the form that slapd itself would store may bind."""
    if not value or ":" in value or any(unicodedata.category(character) == "Cc" for character in value):
        return False
    lower = folded(value)
    return lower == " ".join(unicodedata.normalize("NFKC", lower).split())


def folded(value):
    """In lower case, as slapd does it: each character alone. Python would make a final sigma of a capital one."""
    return "".join(character.lower() for character in value)


class Bind:
    """A bind request as slapd writes it. The client chooses DN and password, so a line break in one of them could pass for
    another field: each field must be on one line, in slapd's order, and appear exactly once."""

    TEXT = re.compile(
        rb"BIND\n"
        rb"msgid: [0-9]+\n"
        rb"(?:peername: (?P<peer>[^\n]*)\n)?"
        rb"(?:suffix: [^\n]*\n)*"
        rb"dn: (?P<dn>[^\n]*)\n"
        rb"method: (?P<method>[0-9]+)\n"
        rb"credlen: (?P<length>0|[1-9][0-9]{0,6})\n"
        rb"cred: (?P<password>[^\n]*)\n"
        rb"\n"
    )

    def __init__(self, text):
        fields = self.TEXT.fullmatch(text)
        if not fields:
            raise ValueError("unexpected fields")
        # slapd writes a password only up to its first NUL.
        if int(fields["length"]) != len(fields["password"]):
            raise ValueError("a password with a NUL")
        self.is_simple = fields["method"] == SIMPLE
        self.dn = fields["dn"].decode()
        self.password = fields["password"].decode()
        self.address = address(fields["peer"] or b"")


def address(peer):
    """Removes slapd's prefix from IP=192.0.2.7:50123. Empty for a client on the same machine: PATH=/run/slapd/ldapi."""
    match = re.fullmatch(rb"IP=([0-9A-Fa-f.:\[\]]+)", peer)
    return match[1].decode() if match else ""


class Responder(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            answer = self.server.answer(self.request_text())
        except ValueError as problem:
            # The log must not show the text itself, which contains the password.
            reason = "text that is not UTF-8" if isinstance(problem, UnicodeError) else problem
            log.warning("A bind is rejected without a request to Keycloak: %s", reason)
            answer = result(INVALID_CREDENTIALS)
        except OSError as problem:
            log.error("A request cannot be read: %s", type(problem).__name__)
            answer = result(UNAVAILABLE)
        self.request.settimeout(READ_TIMEOUT_SECONDS)
        self.request.sendall(answer)

    def request_text(self):
        """Reads up to an empty line that ends the data. slapd writes everything, then waits for the answer. The password's length
        that it states does not count, since the password may be shorter. What fits into slapd's buffer arrives whole."""
        end = time.monotonic() + READ_TIMEOUT_SECONDS
        text = b""
        while not text.endswith(b"\n\n"):
            remaining = end - time.monotonic()
            if remaining <= 0:
                raise TimeoutError
            self.request.settimeout(remaining)
            more = self.request.recv(64 * 1024)
            if not more:
                raise ValueError("a request that is cut off")
            text += more
            if len(text) >= SLAPD_BUFFER_BYTES:
                raise ValueError("a request that is too long")
        return text


def result(code):
    return b"RESULT\ncode: %d\n\n" % code


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path, keycloak, people, parallel):
        self.keycloak, self.people = keycloak, people
        self.asking = concurrent.futures.ThreadPoolExecutor(parallel)
        self.connections = threading.BoundedSemaphore(MAX_CONNECTIONS)
        # Only processes of this user, such as slapd, can connect or listen in its place.
        os.umask(0o077)
        if os.path.exists(path):
            os.unlink(path)
        super().__init__(path, Responder)

    def answer(self, text):
        if not text.startswith(b"BIND\n"):
            return CONTINUE
        bind = Bind(text)
        dn = rdns(bind.dn)
        if not bind.is_simple or not self.people.contain(dn):
            return CONTINUE
        code = self.check(self.people.username(dn), bind)
        log.info("bind of %r from %r: %d", bind.dn, bind.address, code)
        return result(code)

    def check(self, username, bind):
        """An LDAP result code."""
        if not username or not bind.password or len(username + bind.password) > MAX_CREDENTIALS_CHARACTERS:
            return INVALID_CREDENTIALS
        asked = self.asking.submit(self.keycloak.username, username, bind.password, bind.address)
        try:
            name = asked.result(KEYCLOAK_TIMEOUT_SECONDS)
        except concurrent.futures.TimeoutError:
            asked.cancel()
            log.error("Keycloak does not answer in %d seconds", KEYCLOAK_TIMEOUT_SECONDS)
            return UNAVAILABLE
        except Unavailable as problem:
            log.error("%s", problem)
            return UNAVAILABLE
        if name is None:
            return INVALID_CREDENTIALS
        # slapd continues with the DN that was sent. Keycloak also accepts e-mail addresses, and this user's address may be
        # the name of another person's entry.
        if folded(name) != folded(username):
            log.warning("%r is not the user name of %r", username, name)
            return INVALID_CREDENTIALS
        return SUCCESS

    def process_request(self, request, client_address):
        if self.connections.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            log.error("%d requests are under way already", MAX_CONNECTIONS)
            self.shutdown_request(request)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.connections.release()

    def handle_error(self, request, client_address):
        log.error("An answer could not be given: %s", sys.exc_info()[0].__name__)


def private_line(path):
    """The content of the file, if only its owner can read it."""
    with open(path, encoding="utf-8") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise SystemExit(f"{path} can be read by others. chmod 600 it.")
        return file.read().rstrip("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", required=True, help="slapd's socketpath")
    parser.add_argument("--keycloak", required=True, help="base URL")
    parser.add_argument("--realm", required=True)
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--client-secret-file", required=True, help="mode 600")
    parser.add_argument("--people", required=True, help="DN right below which people are; other binds are slapd's own")
    parser.add_argument("--attribute", default="uid", help="of the DN, with the user name (default: uid)")
    parser.add_argument("--parallel", type=int, default=20, help="requests to Keycloak at a time")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    keycloak = Keycloak(
        options.keycloak, options.realm, options.client_id, private_line(options.client_secret_file)
    )
    people = People(options.people, options.attribute)
    with Server(options.socket, keycloak, people, options.parallel) as server:
        log.info("ready")
        server.serve_forever()


if __name__ == "__main__":
    main()
