#!/usr/bin/env python3
"""Passes Docker Compose's requests on to Podman, and corrects the health checks in them.

Podman 4.3 splits the arguments of a health check at spaces: ["CMD", "bash", "-c", "exec false"] becomes "bash -c exec", which
succeeds always. It reads the arguments correctly if they are JSON in the first element.

    health-checks.py SOCKET SOCKET_OF_PODMAN
"""

import json
import os
import re
import socket
import socketserver
import sys
import threading


def corrected(body):
    container = json.loads(body)
    check = container.get("Healthcheck") or {}
    if check.get("Test", [""])[0] == "CMD":
        check["Test"] = [json.dumps(check["Test"][1:])]
    return json.dumps(container).encode()


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # The other side has closed the connection.


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        head, body = b"", b""
        while b"\r\n\r\n" not in head:
            data = self.request.recv(65536)
            if not data:
                return
            head += data
        head, body = head.split(b"\r\n\r\n", 1)
        length = re.search(rb"(?im)^content-length: *(\d+)", head)
        if length and re.match(rb"POST \S*/containers/create\b", head):
            while len(body) < int(length[1]):
                body += self.request.recv(65536)
            body = corrected(body)
            head = re.sub(rb"(?im)^content-length: *\d+", b"Content-Length: %d" % len(body), head)
        # One request for each connection, so that the rest of it needs no parsing.
        head = re.sub(rb"(?im)^connection: *keep-alive\r\n", b"", head)
        if not re.search(rb"(?im)^connection: *upgrade", head):
            head += b"\r\nConnection: close"
        podman = socket.socket(socket.AF_UNIX)
        podman.connect(sys.argv[2])
        podman.sendall(head + b"\r\n\r\n" + body)
        upload = threading.Thread(target=copy, args=(self.request, podman), daemon=True)
        upload.start()
        copy(podman, self.request)
        podman.close()


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 100


if os.path.exists(sys.argv[1]):
    os.unlink(sys.argv[1])
Server(sys.argv[1], Connection).serve_forever()
