"""Links and contacts in the site's own texts: `faq:`, `page:`, `program:` and `[[contact:key]]`.

Texts stay Markdown; links to pages of the site become `site:<route>`, which rendering puts below the page's root.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from generator.errors import Origin, Problems, did_you_mean
from generator.model.site import Contact
from generator.pages.frame import Link
from generator.pages.routes import program_route

_CONTACT = re.compile(r"\[\[contact:([^\]\n]*)\]\]")
_LINK = re.compile(r"\]\((faq|page|program):([^)\s#]*)(?:#([^)\s]*))?\)")
_OWN = re.compile(r"\]\(#([^)\s]*)\)")
_ELSEWHERE = re.compile(r"\]\((?!https://|http://|mailto:|#|site:)\s*([^)\s]*)")
_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`")
_TARGET = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class LinkTargets(msgspec.Struct, frozen=True, kw_only=True):
    """What texts may link to. `questions` maps collection → ids of its questions and sections; `pages` and `programs`
    map slug and id → title; `coming` are programs without pages yet, for which the index of programs stands in.
    """

    contacts: Mapping[str, Contact]
    programs: Mapping[str, str]
    pages: Mapping[str, str]
    questions: Mapping[str, frozenset[str]]
    coming: frozenset[str] = frozenset()

    def program_page(self, program: str | None) -> Link | None:
        """The page of a program; None where it has none, or none yet."""
        if program is None or program not in self.programs or program in self.coming:
            return None
        return Link(label=self.programs[program], route=program_route(program))


def resolved(
    text: str,
    targets: LinkTargets,
    place: Callable[[int], Origin],
    problems: Problems,
    own: frozenset[str] | None = None,
) -> str:
    """The text with its contacts and links put in; what leads nowhere is an error at its line.

    `place` gives the origin of a line of the text, counting from 0; `own` are the ids that `#id` may name (None: not
    checked).
    """
    lines = []
    for number, line in enumerate(text.split("\n")):
        resolving = _Line(targets, place(number), problems, own)
        line = _OWN.sub(resolving.own, _LINK.sub(resolving.link, _CONTACT.sub(resolving.contact, line)))
        for found in _ELSEWHERE.finditer(line):
            resolving.refuse(
                "link", found[1], "is no link of this site.", "Write page:…, faq:…, program:… or https://…."
            )
        lines.append(line)
    return "\n".join(lines)


class _Line:
    """Resolves what one line refers to."""

    def __init__(self, targets: LinkTargets, origin: Origin, problems: Problems, own: frozenset[str] | None) -> None:
        self._targets = targets
        self._origin = origin
        self._problems = problems
        self._own = own

    def refuse(self, kind: str, value: str, message: str, hint: str | None) -> None:
        self._problems.error(f"unknown-{kind}", f'"{value}" {message}', self._origin, value=value, hint=hint)

    def contact(self, found: re.Match[str]) -> str:
        contact = self._targets.contacts.get(found[1])
        if contact is None:
            hint = did_you_mean(found[1], self._targets.contacts)
            self.refuse("contact", found[1], "is not among the contacts in site.yml.", hint)
            return found[0]
        return contact_words(contact)

    def link(self, found: re.Match[str]) -> str:
        kind, target, fragment = found[1], found[2], found[3]
        known: Mapping[str, object] = {
            "faq": self._targets.questions,
            "page": self._targets.pages,
            "program": self._targets.programs,
        }[kind]
        names = {"faq": "FAQ collection", "page": "page", "program": "program"}
        if target not in known:
            self.refuse("link", f"{kind}:{target}", f"names no {names[kind]}.", did_you_mean(target, known))
        elif kind == "faq" and fragment and fragment not in self._targets.questions[target]:
            hint = did_you_mean(fragment, self._targets.questions[target])
            self.refuse("link", f"faq:{target}#{fragment}", "names no question of this collection.", hint)
        if kind == "program" and target in self._targets.coming:
            return "](site:programs/)"
        route = {"faq": f"faq/{target}.html", "page": f"{target}.html", "program": program_route(target)}[kind]
        return f"](site:{route}{f'#{fragment}' if fragment else ''})"

    def own(self, found: re.Match[str]) -> str:
        if self._own is not None and found[1] not in self._own:
            self.refuse(
                "link", f"#{found[1]}", "names no question of this collection.", did_you_mean(found[1], self._own)
            )
        return found[0]


def contact_words(contact: Contact) -> str:
    """A contact within a sentence: its name, linked where there is an address to link to, and what else is known."""
    mail = f"mailto:{contact.email}" if contact.email else None
    link = contact.url or mail
    more = (
        f"[{contact.email}]({mail})" if contact.url and mail else None,
        contact.phone,
        ", ".join(contact.address),
        contact.note,
    )
    name = f"[{contact.name}]({link})" if link else contact.name
    said = "; ".join(filter(None, more))
    return f"{name} ({said})" if said else name


def without_marks(text: str) -> str:
    """A resolved text as plain words: link texts without targets, no emphasis, lists as lines."""
    return _MARKS.sub("", _TARGET.sub(r"\1", text)).strip()
