"""A review served to this machine alone: 127.0.0.1, a token in the address, Host and Origin checked.

Another site that is open in the browser can send requests here, and a name of its own can lead here
(DNS rebinding). It does not know the token, its Origin is told by the browser, and so is the name that
it asked for, in Host.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from cleaner.errors import CleanerError, ConfigError, DataError, OutputError
from cleaner.review.page import page
from cleaner.review.session import Review

ADDRESS = "127.0.0.1"
MOST_BYTES = 16_384  # of a request; an answer takes a few hundred
SECONDS = 20  # that a connection may be silent

Answer = dict[str, Any]


class Refused(Exception):  # noqa: N818 - the request is refused; nothing is in error
    """A request that is not answered: with a status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Server(ThreadingHTTPServer):
    """Serves one review. *port* 0 takes any that is free."""

    daemon_threads = True

    def __init__(self, review: Review, port: int = 0) -> None:
        self.review = review
        self.token = secrets.token_urlsafe(24)
        try:
            super().__init__((ADDRESS, port), Handler)
        except OSError as error:
            told = f"port {port} of {ADDRESS} cannot be had ({error.strerror}); give another with --port"
            raise OutputError(told) from error
        self.hosts = {f"{name}:{self.server_port}" for name in (ADDRESS, "localhost")}

    def server_bind(self) -> None:
        """Bind the address, and do not ask the network for its name as the parent does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    @property
    def url(self) -> str:
        """The address of the page, with its token."""
        return f"http://{ADDRESS}:{self.server_port}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that hung up; all else is an error of ours, and is told."""
        import sys

        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One request of the page."""

    server: Server
    server_version, sys_version = "cleaner", ""
    protocol_version = "HTTP/1.1"
    timeout = SECONDS

    def do_GET(self) -> None:
        """Answer with the page, or with the items."""
        self._do({"": self._page, "items": self._items})

    def do_POST(self) -> None:
        """Take an answer."""
        self._do({"decide": self._decide, "undo": self._undo, "more": self._more})

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses hold the token."""

    def _do(self, routes: dict[str, Callable[[], Answer | None]]) -> None:
        try:
            route = routes.get(self._path())
            if route is None:
                raise Refused(404, "there is nothing of this name")
            told = route()
        except Refused as refused:
            self.close_connection = True  # what is left of the request is not read
            self._send(refused.status, f"{refused}\n".encode(), "text/plain; charset=utf-8")
        else:
            if told is not None:
                content = json.dumps(told).encode("ascii")
                self._send(200, content, "application/json")

    def _path(self) -> str:
        """Return what is asked for. Raises Refused for a request from elsewhere, or without the token."""
        if self.headers.get_all("Host", []) not in [[host] for host in self.server.hosts]:
            raise Refused(421, "this address serves 127.0.0.1 alone")
        token, _, path = self.path.removeprefix("/").partition("/")
        if not secrets.compare_digest(token.encode(), self.server.token.encode()):
            raise Refused(
                403, "the token is missing or wrong; open the address that `cleaner review` printed"
            )
        origin = self.headers.get("Origin")
        own = {f"http://{host}" for host in self.server.hosts}
        if origin not in own and (self.command == "POST" or origin is not None):
            raise Refused(403, "requests of other origins are not answered")
        return path

    def _body(self) -> dict[str, Any]:
        """Return the JSON object of a request, all of it read."""
        if self.headers.get_content_type() != "application/json":
            raise Refused(415, "answers are sent as application/json")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            raise Refused(411, "the length of a request must be told")
        if int(length) > MOST_BYTES:
            raise Refused(413, f"an answer takes {MOST_BYTES} bytes at most")
        try:
            content = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as error:
            raise Refused(400, "malformed JSON") from error
        if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
            raise Refused(400, "an answer is a JSON object of texts")
        return content

    def _page(self) -> None:
        content, policy = page()
        self._send(200, content, "text/html; charset=utf-8", policy)

    def _items(self) -> Answer:
        review = self.server.review
        told: Answer = {"run": review.folder.name or str(review.folder), "out": str(review.out)}
        told |= {"before": review.is_decided_before}
        return told | {"items": [item.as_dict() for item in review.items], "state": review.as_dict()}

    def _decide(self) -> Answer:
        told = self._body()
        review, item, answer = self.server.review, told.get("item", ""), told.get("answer", "")
        if answer == "clear":
            return self._tried(lambda: review.clear(item))
        return self._tried(lambda: review.decide(item, answer, told.get("value", "")))

    def _undo(self) -> Answer:
        self._body()
        return self._tried(self.server.review.undo)

    def _tried(self, work: Callable[[], Any]) -> Answer:
        """Do what is asked, and return the state; a decision that cannot be taken is told with it."""
        problem, item = "", None
        try:
            item = work()
        except DataError as error:
            raise Refused(400, str(error)) from error
        except (ConfigError, OutputError) as error:
            problem = str(error)
        told: Answer = {"problem": problem, "state": self.server.review.as_dict()}
        return told | {"item": item if isinstance(item, str) else None}

    def _more(self) -> Answer:
        self._body()
        try:
            found = self.server.review.more()
        except CleanerError as error:  # the run was changed or taken away under the review
            raise Refused(409, str(error)) from error
        return {"items": [item.as_dict() for item in found], "state": self.server.review.as_dict()}

    def _send(self, status: int, content: bytes, kind: str, policy: str = "default-src 'none'") -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
