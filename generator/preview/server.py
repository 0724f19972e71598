"""The live preview: one audience's site on 127.0.0.1, rebuilt and reloaded on every change.

livereload watches and tells the browser; we tighten it: only this host and origin are answered (its own check lets
any web page in), and the page loads the reload script from a file, so that the content policy stays the one of
production. A site is rebuilt by a process of its own, which sees changed code as well as changed content; a partner's
preview is made in this process, which keeps the exports open (`live.py`).
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado import httputil, ioloop, web
from tornado.httpserver import HTTPServer

from generator.errors import InputOutputError, Origin, Problem, Severity

HOST = "127.0.0.1"
TICK_MILLISECONDS = 100

# A reload that comes while the reader follows a link would take the click back: it waits until the page is gone, or
# until it is plain that it stays (a link to a download or to an e-mail program).
LEAVE_FIRST = b"""
{
  const reloader = LiveReload.reloader, reload = reloader.reloadPage.bind(reloader);
  let left = -Infinity;
  addEventListener("beforeunload", () => { left = performance.now(); });
  reloader.reloadPage = () => { setTimeout(reload, performance.now() - left < 3000 ? 3000 : 0); };
}
"""


class _OwnHost(web.RequestHandler):
    """Answers only requests that name this server as their host (DNS rebinding gets nothing)."""

    def prepare(self) -> None:
        allowed: frozenset[str] = self.settings["own_hosts"]
        if self.request.host not in allowed:
            raise web.HTTPError(421, f"This preview is served at {sorted(allowed)[0]} only.")


class _Pages(_OwnHost, web.StaticFileHandler):
    """Files of the site, never cached; its own page for what is not there."""

    def should_return_304(self) -> bool:
        return False

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        missing = Path(self.root) / "404.html"
        if status_code == 404 and missing.is_file():
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(missing.read_bytes())
        else:
            super().write_error(status_code, **kwargs)


class _ReloadScript(_OwnHost, LiveReloadJSHandler):  # type: ignore[misc]
    def get(self) -> None:
        super().get()
        self.write(LEAVE_FIRST)


class _ReloadSocket(_OwnHost, LiveReloadHandler):  # type: ignore[misc]
    def check_origin(self, origin: str) -> bool:
        allowed: frozenset[str] = self.settings["own_hosts"]
        return origin.removeprefix("http://") in allowed


class _AddScript(web.OutputTransform):
    """Puts the reload script into every page, as a file of this origin."""

    port = 0

    def transform_first_chunk(
        self, status_code: int, headers: httputil.HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, httputil.HTTPHeaders, bytes]:
        end = b"</head>"
        if "html" in headers.get("Content-Type", "") and end in chunk:
            script = b'<script src="/livereload.js?port=%d" defer></script>' % self.port
            chunk = chunk.replace(end, script + end, 1)
            if "Content-Length" in headers:
                headers["Content-Length"] = str(int(headers["Content-Length"]) + len(script))
        return status_code, headers, chunk


class PreviewServer(Server):  # type: ignore[misc]
    """livereload's server with the handlers above, on a port that is its own from the beginning (InputOutputError
    where another program has it). `tick` is called ten times a second; where it answers true, the pages in all
    browsers are loaded again at once.
    """

    tick: Callable[[], bool] | None = None

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port
        try:
            self._socket = socket.create_server((HOST, port))
        except OSError as failure:
            reason = os.strerror(failure.errno or 0).lower()
            message = f"port {port} of {HOST} cannot be used: {reason}."
            hint = "Choose another with --port, or end the program that has it."
            problem = Problem(
                severity=Severity.ERROR, code="port", message=message, origin=Origin("build.py"), hint=hint
            )
            raise InputOutputError(problem) from None
        self._socket.setblocking(False)

    def application(self, port: int, host: str, **_: Any) -> None:
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        transform = type("AddScript", (_AddScript,), {"port": port})
        application = web.Application(
            [
                (r"/livereload", _ReloadSocket),
                (r"/livereload\.js", _ReloadScript),
                (r"/(.*)", _Pages, {"path": str(self.root), "default_filename": "index.html"}),
            ],
            transforms=[transform],
            own_hosts=frozenset({f"{HOST}:{port}", f"localhost:{port}"}),
        )
        HTTPServer(application).add_socket(self._socket)
        if self.tick is not None:
            ioloop.PeriodicCallback(self._tick, TICK_MILLISECONDS).start()

    def _tick(self) -> None:
        assert self.tick is not None
        if self.tick():
            LiveReloadHandler.reload_waiters("preview")

    def _setup_logging(self) -> None:
        logging.getLogger("livereload").setLevel(logging.WARNING)

    def serve_until_stopped(self, folder: Path) -> None:
        """Serve until a signal comes; what the signal does otherwise happens after the loop has ended.

        An exception that a signal raises inside the loop would be logged and forgotten there.
        """
        came: list[int] = []

        def stop(number: int, _frame: object) -> None:
            came.append(number)
            loop.add_callback_from_signal(loop.stop)

        loop = ioloop.IOLoop.current()
        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            print(f"Serving {folder} at http://{HOST}:{self._port}/ (Ctrl-C ends)", file=sys.stderr, flush=True)
            self.serve(port=self._port, host=HOST, root=str(folder))
        finally:
            for number, earlier in before.items():
                signal.signal(number, earlier)
        for received in came[:1]:
            signal.raise_signal(received)


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """Files and folders, what to do when anything in them changes, and what to leave out of account."""

    paths: tuple[Path, ...]
    react: Callable[[], None]
    without: tuple[Path, ...] = ()


class Watch:
    """Notices changes by time and size of files."""

    def __init__(self, watched: Sequence[Watched]) -> None:
        self._watched = watched
        self._seen = [_state(one) for one in watched]

    def __call__(self) -> bool:
        """React to what has changed since the last call; true where anything had."""
        changed = False
        for place, one in enumerate(self._watched):
            state = _state(one)
            if state != self._seen[place]:
                self._seen[place] = state
                one.react()
                changed = True
        return changed


def _state(watched: Watched) -> dict[str, tuple[int, int]]:
    found = {}
    for path in watched.paths:
        for file in path.rglob("*") if path.is_dir() else (path,):
            if not any(file.is_relative_to(left_out) for left_out in watched.without):
                try:
                    stated = file.stat()
                except OSError:
                    continue
                found[str(file)] = (stated.st_mtime_ns, stated.st_size)
    return found


def serve_watching(folder: Path, watched: Sequence[Watched], port: int) -> None:
    """Serve `folder`, and let each of `watched` react to its changes, in this process, until Ctrl-C."""
    server = PreviewServer(port)
    server.tick = Watch(watched)
    server.watch(str(folder / "never"), delay="forever")  # livereload's own watching has nothing to do
    server.serve_until_stopped(folder)


def serve_rebuilding(command: Sequence[str], folder: Path, watched: Sequence[Path], port: int) -> int:
    """Run `command` now and on every change below `watched`, and serve `folder`; returns its exit code on failure.

    A rebuild that fails says why on the terminal and leaves the site that stands; so does the first one, where an
    earlier build left a site.
    """
    server = PreviewServer(port)
    code = subprocess.run(command, check=False).returncode
    if code and not folder.is_dir():
        return code

    def rebuild() -> None:
        subprocess.run(command, check=False)

    for path in watched:
        if path.exists():
            server.watch(str(path), rebuild)
    server.serve_until_stopped(folder)
    return 0
