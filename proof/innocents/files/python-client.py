"""HTTP/1.1 over one blocking socket, for the innocents in Python."""

import select
import socket

CRLF = b"\r\n"


class ConnectionLost(Exception):
    """The connection could not be opened, or it broke before the reply."""


class Reply:
    def __init__(self, status, headers, body, complete):
        self.status = status
        self.headers = headers
        self.body = body
        self.complete = complete

    def header(self, name):
        """The first value in UTF-8 without outer white space; None if it is absent or blank."""
        for key, value in self.headers:
            if key == name:
                try:
                    text = value.decode("utf-8")
                except UnicodeDecodeError:
                    text = value.decode("latin-1")
                return text.strip(" \t") or None
        return None


class Client:
    """Sends one request after the other; keeps the connection while the server does."""

    def __init__(self, host, port):
        self.host = host
        self.port = port
        self.socket = None
        self.input = None

    def send(self, method, path, headers, body=b""):
        kept = self.socket is not None
        try:
            return self.send_once(method, path, headers, body)
        except (OSError, ConnectionLost) as error:
            self.close()
            if not kept:
                raise ConnectionLost(str(error)) from error
        try:
            return self.send_once(method, path, headers, body)
        except (OSError, ConnectionLost) as error:
            self.close()
            raise ConnectionLost(str(error)) from error

    def send_once(self, method, path, headers, body):
        if self.socket is None:
            self.socket = socket.create_connection((self.host, self.port))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.input = self.socket.makefile("rb")
        host = f"[{self.host}]" if ":" in self.host else self.host
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}:{self.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        whole = self.write("\r\n".join(lines).encode("latin-1") + CRLF + CRLF + body)
        reply, keep = self.read()
        if not whole or not keep:
            self.close()
        return reply

    def write(self, data):
        """Returns whether everything was sent: a reply that comes before the end stops the upload."""
        rest = memoryview(data)
        while rest:
            readable, writable, _ = select.select([self.socket], [self.socket], [])
            if readable:
                return False
            if writable:
                rest = rest[self.socket.send(rest[:65536]) :]
        return True

    def read(self):
        version, status = self.status_line()
        headers = self.header_lines()
        while 100 <= status < 200:
            version, status = self.status_line()
            headers = self.header_lines()
        values = dict(reversed(headers))
        try:
            body, framed = self.body(status, values)
            complete = True
        except (OSError, ConnectionLost, ValueError):
            body, framed, complete = b"", False, False
        closes = b"close" in values.get("connection", b"").lower()
        return Reply(status, headers, body, complete), framed and not closes and version == "HTTP/1.1"

    def status_line(self):
        line = self.input.readline()
        if not line.endswith(b"\n"):
            raise ConnectionLost("the connection ended before the reply")
        version, status, *_ = line.decode("latin-1").split(" ")
        return version, int(status[:3])

    def header_lines(self):
        headers = []
        while True:
            line = self.input.readline()
            if not line.endswith(b"\n"):
                raise ConnectionLost("the connection ended in the headers")
            line = line.rstrip(b"\r\n")
            if not line:
                return headers
            name, _, value = line.partition(b":")
            headers.append((name.decode("latin-1").lower(), value.strip(b" \t")))

    def body(self, status, values):
        """The body, and whether its end is known without the end of the connection."""
        if status in (204, 304):
            return b"", True
        if b"chunked" in values.get("transfer-encoding", b"").lower():
            return self.chunks(), True
        if "content-length" in values:
            return self.exactly(int(values["content-length"])), True
        return self.input.read(), False

    def chunks(self):
        parts = []
        while True:
            line = self.input.readline()
            size = int(line.split(b";")[0], 16)
            if size == 0:
                self.header_lines()
                return b"".join(parts)
            parts.append(self.exactly(size))
            self.input.readline()

    def exactly(self, size):
        data = self.input.read(size)
        if len(data) < size:
            raise ConnectionLost("the connection ended in the body")
        return data

    def close(self):
        if self.socket is not None:
            self.input.close()
            self.socket.close()
            self.socket = None
