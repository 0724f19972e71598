"""The live preview: one audience's site on 127.0.0.1, rebuilt and reloaded on every change.

livereload watches and tells the browser; we tighten it: only this host and origin are answered (its own check lets
any web page in), and the page loads the reload script from a file, so that the content policy stays the one of
production. Each rebuild is a process of its own and sees changed code as well as changed content.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado import httputil, web

HOST = "127.0.0.1"


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
    pass


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
    """livereload's server with the handlers above."""

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
        application.listen(port, address=host)

    def _setup_logging(self) -> None:
        logging.getLogger("livereload").setLevel(logging.WARNING)


def serve_rebuilding(command: Sequence[str], folder: Path, watched: Sequence[Path], port: int) -> int:
    """Run `command` now and on every change below `watched`, and serve `folder`; returns its exit code on failure.

    A rebuild that fails says why on the terminal and leaves the site that stands; so does the first one, where an
    earlier build left a site.
    """
    code = subprocess.run(command, check=False).returncode
    if code and not folder.is_dir():
        return code
    server = PreviewServer()

    def rebuild() -> None:
        subprocess.run(command, check=False)

    for path in watched:
        if path.exists():
            server.watch(str(path), rebuild)
    print(f"Serving {folder} at http://{HOST}:{port}/ (Ctrl-C ends)", file=sys.stderr, flush=True)
    server.serve(port=port, host=HOST, root=str(folder))
    return 0
