"""Links and contacts in the site's own texts: `faq:`, `page:`, `program:` and `[[contact:key]]`."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from generator.model.site import Contact


class LinkTargets(msgspec.Struct, frozen=True, kw_only=True):
    """What texts may link to. `questions` maps collection → ids of its questions; `pages` slug → title."""

    contacts: Mapping[str, Contact]
    programs: Mapping[str, str]
    pages: Mapping[str, str]
    questions: Mapping[str, frozenset[str]]
