#!/usr/bin/env python3
"""Asks Keycloak about simple binds, for slapd's sock overlay (slapd-sock(5), "sockops bind", "extensions peername").

Needs nothing but Python 3.9. Keeps no password, and logs none.
"""

import argparse
import json
import logging
import os
import re
import socketserver
import ssl
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

SUCCESS, INVALID_CREDENTIALS, UNAVAILABLE = 0, 49, 52
SIMPLE = "128"
LONGEST_REQUEST = 64 * 1024
ADDRESS_HEADER = "X-Ldap-Client-Address"
PROTOCOL_HEADER = "X-Ldap-Client-Protocol"

log = logging.getLogger("app-passwords")


class Keycloak:
    """The token endpoint of a realm, as seen by one confidential client."""

    def __init__(self, base_url, realm, client_id, client_secret):
        self.url = f"{base_url.rstrip('/')}/realms/{urllib.parse.quote(realm)}/protocol/openid-connect/token"
        self.client = {"client_id": client_id, "client_secret": client_secret}
        # No proxy from the environment: the password goes to Keycloak and nowhere else.
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=ssl.create_default_context())
        )

    def check(self, username, password, address):
        """An LDAP result code."""
        form = {"grant_type": "password", "username": username, "password": password, **self.client}
        headers = {PROTOCOL_HEADER: "ldap"}
        if address:
            headers[ADDRESS_HEADER] = address
        request = urllib.request.Request(self.url, urllib.parse.urlencode(form).encode(), headers)
        try:
            with self.opener.open(request, timeout=10) as response:
                return SUCCESS if response.status == 200 else UNAVAILABLE
        except urllib.error.HTTPError as refusal:
            with refusal:
                if refusal.code == 400 and error_of(refusal.read(LONGEST_REQUEST)) == "invalid_grant":
                    return INVALID_CREDENTIALS
            log.error("Keycloak answered %d", refusal.code)
        except OSError as problem:
            log.error("Keycloak cannot be asked: %s", problem)
        return UNAVAILABLE


def error_of(body):
    try:
        return json.loads(body).get("error")
    except (ValueError, AttributeError):
        return None


class People:
    """The part of the directory whose binds Keycloak decides: the entries right below one DN."""

    def __init__(self, base, attribute):
        dn = ",".join(rf"\s*{re.escape(rdn.strip())}\s*" for rdn in base.split(","))
        self.inside = re.compile(rf".*,{dn}$", re.IGNORECASE)
        self.person = re.compile(rf"\s*{re.escape(attribute)}\s*=\s*((?:[^,+\\]|\\.)+?)\s*,{dn}$", re.IGNORECASE)

    def contain(self, dn):
        return bool(self.inside.match(dn))

    def username(self, dn):
        """What the DN says, or None if it is not the DN of a person."""
        match = self.person.match(dn)
        try:
            return unescaped(match.group(1)) if match else None
        except UnicodeDecodeError:
            return None


def unescaped(value):
    """An attribute value of a DN (RFC 4514, section 2.4)."""

    def octet(match):
        text = match.group(1)
        return bytes([int(text, 16)]) if len(text) == 2 else text

    return re.sub(rb"\\([0-9A-Fa-f]{2}|.)", octet, value.encode()).decode()


class Bind:
    """What slapd sends. The password has its length in front, since it may contain anything."""

    def __init__(self, data):
        head, _, rest = data.partition(b"\ncred:")
        self.fields = dict(
            (name.decode(), value.strip().decode())
            for name, colon, value in (line.partition(b":") for line in head.split(b"\n"))
            if colon
        )
        self.password = rest[1 : 1 + int(self.fields.get("credlen", "0"))].decode()

    def is_simple(self):
        return self.fields.get("method") == SIMPLE

    def address(self):
        """Without what slapd says in front: IP=192.0.2.7:50123."""
        return self.fields.get("peername", "").partition("=")[2]


class Responder(socketserver.StreamRequestHandler):
    timeout = 30

    def handle(self):
        answer = b"CONTINUE\n\n"
        try:
            data = self.request_text()
            if data.startswith(b"BIND\n"):
                answer = self.answer(Bind(data))
        except (OSError, ValueError) as problem:
            log.error("A request cannot be read: %s", type(problem).__name__)
            answer = result(UNAVAILABLE)
        self.wfile.write(answer)

    def request_text(self):
        """Up to the empty line after the password."""
        data = b""
        while len(data) < LONGEST_REQUEST:
            line = self.rfile.readline(LONGEST_REQUEST)
            if line.startswith(b"cred:"):
                length = int(re.search(rb"^credlen:\s*(\d+)", data, re.MULTILINE).group(1))
                while len(line) < len(b"cred: ") + length:
                    line += self.rfile.read(len(b"cred: ") + length - len(line))
            data += line
            if line in (b"\n", b""):
                return data
        raise ValueError("too long")

    def answer(self, bind):
        dn = bind.fields.get("dn", "")
        if not bind.is_simple() or not self.server.people.contain(dn):
            return b"CONTINUE\n\n"
        username = self.server.people.username(dn)
        if username is None or not bind.password:
            return result(INVALID_CREDENTIALS)
        with self.server.places:
            code = self.server.keycloak.check(username, bind.password, bind.address())
        log.info("bind of %r from %r: %d", dn, bind.address(), code)
        return result(code)


def result(code):
    return b"RESULT\ncode: %d\n\n" % code


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path, keycloak, people, parallel):
        self.keycloak, self.people = keycloak, people
        self.places = threading.BoundedSemaphore(parallel)
        # slapd is in the same group at most: nobody else may ask, or listen in its place.
        os.umask(0o077)
        if os.path.exists(path):
            os.unlink(path)
        super().__init__(path, Responder)

    def handle_error(self, request, client_address):
        log.error("An answer could not be given: %s", sys.exc_info()[0].__name__)


def private_line(path):
    """What the file holds, if only its owner can read it."""
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
