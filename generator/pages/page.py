"""What pages hand to rendering: a page (route, template, context) or a file whose bytes are already known."""

from __future__ import annotations

import msgspec

from generator.pages.frame import Context


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page to render. `template` is relative to the template folders ("pages/listing.html").

    The template sees exactly three names: `page` (this context), `frame` (the site's Frame) and `root` (the relative
    prefix from this route to the site's root).
    """

    route: str
    template: str
    context: Context


class RawFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the site that needs no rendering."""

    route: str
    content: bytes
