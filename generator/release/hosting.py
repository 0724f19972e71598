"""Snippets for hosts that do not read `_headers`: the same headers for nginx and Caddy, made from one list.

Besides the headers they know two things that static files cannot: an address under a former name leads to the key's
own page where there is one, and hidden files are never served.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SNIPPETS = "deploy"
"""Folder beside the releases; never inside a site."""

_KEY = "[a-z2-7]{8}"


def snippets(audience: str, headers: Mapping[str, str], caching: Mapping[str, str]) -> dict[str, bytes]:
    """File name → content, for one audience's site."""
    return {
        f"nginx-{audience}.conf": _nginx(audience, headers, caching).encode(),
        f"Caddyfile-{audience}": _caddy(audience, headers, caching).encode(),
    }


def _nginx(audience: str, headers: Mapping[str, str], caching: Mapping[str, str]) -> str:
    """For a `server` block: `root …/customers; include …/deploy/nginx-customers.conf;`."""
    lines = [
        f"# Headers and addresses of the {audience}' site. In a server block:",
        f"#   root /path/to/published/{audience};",
        f"#   include /path/to/published/{SNIPPETS}/nginx-{audience}.conf;",
        "index index.html;",
        "charset utf-8;",
        "error_page 404 /404.html;",
        *_add_headers(headers, ""),
        "location / { try_files $uri $uri/ =404; }",
        "location ~ /\\. { return 404; }",
        "location ~ ^/_(headers|redirects)$ { return 404; }",
        # In quotes, because of the braces.
        f'location ~ "^/partners/(?:[a-z0-9-]+-)?(?<key>{_KEY})\\.html$" {{',
        "    try_files $uri /partners/$key.html =404;",
        "}",
    ]
    for path, value in caching.items():
        # A location with add_header of its own inherits none: all of them are said again.
        lines += [
            f"location {_matched(path)} {{",
            *_add_headers(dict(headers) | {"Cache-Control": value}, "    "),
        ]
        lines += ["    try_files $uri =404;", "}"]
    return "\n".join([*lines, ""])


def _matched(path: str) -> str:
    """A path of `_headers` as nginx writes it: everything below a folder, all files that end alike, or one file."""
    if path.endswith("/*"):
        return path.removesuffix("*")
    return "~ ^" + re.escape(path).replace(r"\*", "[^/]*") + "$" if "*" in path else f"= {path}"


def _add_headers(headers: Mapping[str, str], indent: str) -> list[str]:
    return [f'{indent}add_header {name} "{value}" always;' for name, value in headers.items()]


def _caddy(audience: str, headers: Mapping[str, str], caching: Mapping[str, str]) -> str:
    """For a site block: `root * …/customers` and `import …/deploy/Caddyfile-customers`."""
    lines = [
        f"# Headers and addresses of the {audience}' site. In a site block:",
        f"#   root * /path/to/published/{audience}",
        f"#   import /path/to/published/{SNIPPETS}/Caddyfile-{audience}",
        "header {",
        *(f'    {name} "{value}"' for name, value in headers.items()),
        "}",
        *(f'header {path} Cache-Control "{value}"' for path, value in caching.items()),
        "@hidden path */.* /_headers /_redirects",
        "handle @hidden {",
        "    error 404",
        "}",
        f"@listing path_regexp key ^/partners/(?:[a-z0-9-]+-)?({_KEY})\\.html$",
        "handle @listing {",
        "    try_files {path} /partners/{re.key.1}.html",
        "    file_server",
        "}",
        "handle {",
        "    file_server",
        "}",
        "handle_errors {",
        "    header -Cache-Control",
        "    rewrite * /404.html",
        "    file_server",
        "}",
    ]
    return "\n".join([*lines, ""])
