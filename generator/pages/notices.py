"""The notice that stands where a listing was: it names no partner, no level and no reason.

Its address is the key alone (`partners/<key>.html`): the slug of the listing that is gone holds a name, and nothing of
an invisible partner appears anywhere, file names included. Hosts lead the old address there (docs/operating.md).
"""

from __future__ import annotations

from generator.pages.frame import Context, Frame, Head
from generator.pages.page import Page


class NoticePage(Context, frozen=True, kw_only=True):
    """Context of `pages/notice.html`."""


def notice_page(key: str, frame: Frame) -> Page:
    """The notice at the key's address."""
    words = frame.words
    return Page(
        route=f"partners/{key}.html",
        template="pages/notice.html",
        context=NoticePage(
            head=Head(
                title=words.gettext("No longer listed"),
                description=words.gettext("The listing that stood here is no longer in the directory."),
                route=f"partners/{key}.html",
                indexed=False,
            ),
        ),
    )
