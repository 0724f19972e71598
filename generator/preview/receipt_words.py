"""Receipts in sentences: requirements met and missed, rows that do not count, changes and their causes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from generator.levels.exact import minus, total
from generator.model.program import Program
from generator.model.receipt import Cause, Change, Evidence, Node, NotCounted, PointsLine, Receipt
from generator.pages import rule_words
from generator.pages.rule_words import amount, joined, readable
from generator.wording import Wording


def node_text(node: Node, words: Wording) -> str:
    """What a requirement asks for, in a phrase."""
    if node.own_words:
        return node.own_words
    match node.kind:
        case "all_of":
            return rule_words.of_these(None, words)
        case "at_least_of":
            return rule_words.of_these(int(node.at_least or 0), words)
        case "threshold":
            return rule_words.bound(
                node.label, node.unit, words, of=node.of, groups=node.groups, low=node.at_least, high=node.at_most
            )
        case "level":
            return node.label
        case "agreement":
            return rule_words.agreement(node.subject, words)
        case "invitation":
            return rule_words.invitation(node.label, words)
        case "every_row":
            return rule_words.every_row(node.subject, words)
    return rule_words.some_row(node.subject, words)


def node_sentence(node: Node, words: Wording) -> str:
    """A requirement with what there is and what is missing."""
    text = node_text(node, words)
    if node.met is None:
        return words.gettext("%(needed)s: cannot be assessed, an export is missing", needed=text)
    if node.kind != "threshold" or node.groups != "total":
        return text
    have = _have(node, words)
    if node.missing is None:
        return words.gettext("%(needed)s; you have %(have)s", needed=text, have=have)
    missing = amount(node.missing, node.unit, words, node.of)
    return words.gettext("%(needed)s; you have %(have)s: %(missing)s missing", needed=text, have=have, missing=missing)


def _have(node: Node, words: Wording) -> str:
    if node.value is None:
        return words.gettext("none")
    shown = amount(node.value, node.unit, words, node.of)
    return words.gettext("at least %(amount)s", amount=shown) if node.known_from_below else shown


def flat(node: Node) -> list[Node]:
    """The parts of "all of", those of an inner one among them."""
    parts = []
    for part in node.parts:
        parts += flat(part) if part.kind == "all_of" and not part.own_words else [part]
    return parts


def together(parts: Sequence[Node], words: Wording) -> list[tuple[Node, str]]:
    """The parts of "all of", a total and the minimums of its groups said in one sentence."""
    said: list[tuple[Node, str]] = []
    for node in parts:
        groups = [n for n in parts if n.kind == "threshold" and n.subject == node.subject and n.of]
        whole = [n for n in parts if n.kind == "threshold" and n.subject == node.subject and _plain(n)]
        if not (whole and groups and node.kind == "threshold" and node.unit and not node.own_words):
            said.append((node, node_sentence(node, words)))
        elif _plain(node):
            worst = min([node, *groups], key=lambda n: {False: 0, None: 1, True: 2}[n.met])
            said.append((worst, _with_groups(node, groups, words)))
    return said


def _plain(node: Node) -> bool:
    return node.of is None and node.groups == "total" and node.at_least is not None


def _with_groups(node: Node, groups: Sequence[Node], words: Wording) -> str:
    """ "3 skills are needed, 1 technical and 1 sales among them; you have …: 1 sales skill is missing"."""
    assert node.unit is not None
    among = joined([f"{rule_words.number(g.at_least or 0, words)} {readable(g.of or '')}" for g in groups], words)
    needed = words.gettext(
        "%(total)s are needed, %(groups)s among them", total=amount(node.at_least or 0, node.unit, words), groups=among
    )
    counts = [rule_words.number(g.value, words) if g.value else words.gettext("no") for g in groups]
    have = [f"{count} {readable(g.of or '')}" for count, g in zip(counts, groups, strict=True)]
    unit = node.unit.one if groups[-1].value in (0, 1, None) else node.unit.many
    text = words.gettext(
        "%(needed)s; you have %(have)s", needed=needed, have=f"{joined(have, words)} {words.gettext(unit)}"
    )
    missing = missing_together(node, groups, words)
    if not missing:
        return text
    named = joined(missing, words)
    if named.startswith("1 ") and len(missing) == 1:
        return words.gettext("%(text)s: %(missing)s is missing", text=text, missing=named)
    return words.gettext("%(text)s: %(missing)s are missing", text=text, missing=named)


def missing_together(whole: Node, groups: Sequence[Node], words: Wording) -> list[str]:
    """What is missing of the groups, and of the whole beyond them: "1 sales skill", "2 other skills"."""
    missing = [amount(g.missing, g.unit, words, g.of) for g in groups if g.missing is not None]
    rest = minus(whole.missing or 0, total(g.missing or 0 for g in groups))
    if rest > 0:
        other = words.gettext("other") if missing else None
        missing.append(amount(rest, whole.unit, words, other))
    return missing


def missing_texts(way: Sequence[Node], words: Wording) -> list[str]:
    """The unmet requirements of one way to a level, as things to do."""
    said = []
    for node in way:
        groups = [n for n in way if n.subject == node.subject and n.of and n.missing is not None]
        whole = next((n for n in way if n.subject == node.subject and _plain(n) and n.missing is not None), None)
        if not (groups and whole and node in (whole, *groups)) or node.own_words or node.later:
            said.append(_missing_text(node, words))
        elif node == groups[0]:
            said += [words.gettext("%(missing)s more", missing=text) for text in missing_together(whole, groups, words)]
    return said


def _missing_text(node: Node, words: Wording) -> str:
    if node.later is None:
        return _missing_now(node, words)
    if node.missing is None:
        text = words.gettext("%(subject)s: enough already", subject=node.own_words or node.label)
    else:
        text = _missing_now(node, words)
    if node.later.earned_from is not None:
        text = words.gettext(
            "%(missing)s, earned from %(date)s on", missing=text, date=words.date(node.later.earned_from)
        )
    text = words.gettext("%(missing)s, to count from %(date)s", missing=text, date=words.date(node.later.counts_from))
    if node.later.reviewed_on is None:
        return text
    return words.gettext("%(missing)s; levels move on %(date)s", missing=text, date=words.date(node.later.reviewed_on))


def _missing_now(node: Node, words: Wording) -> str:
    if node.met is None:
        return node_sentence(node, words)
    if node.kind != "threshold" or node.missing is None or node.own_words:
        return node_text(node, words)
    missing = amount(node.missing, node.unit, words, node.of)
    if node.unit is None or node.unit.currency:
        return words.gettext("%(subject)s: %(missing)s more", subject=node.label, missing=missing)
    return words.gettext("%(missing)s more", missing=missing)


def line_detail(line: PointsLine, words: Wording) -> str:
    """How a points line comes to its points."""
    if line.points is None:
        return words.gettext("cannot be assessed, an export is missing")
    if line.groups and line.unit is not None and line.unit.currency:
        return "; ".join(
            f"{g.group} {amount(g.measured or 0, line.unit, words)}: {rule_words.number(g.points, words)}"
            for g in line.groups
        )
    if line.groups:
        return joined([f"{rule_words.number(g.points, words)} {readable(g.group)}" for g in line.groups], words)
    if line.measured is not None:
        return amount(line.measured, line.unit, words)
    return ""


def evidence_text(evidence: Evidence, words: Wording) -> str:
    """A row as people name it."""
    if evidence.on is None:
        return _named(evidence)
    return words.gettext("%(name)s of %(date)s", name=_named(evidence), date=words.date(evidence.on))


def _named(evidence: Evidence) -> str:
    """A row's label, with whose it is where several count together."""
    return evidence.label if evidence.of is None else f"{evidence.label} ({evidence.of})"


def why_not(refusal: NotCounted, words: Wording) -> str:
    """Why a row does not count."""
    if refusal.own_words:
        return refusal.own_words
    first = "" if refusal.on is None else words.date(refusal.on)
    match refusal.code:
        case "not_in_skills_table":
            return words.gettext("%(code)s is not in the program's skills table", code=refusal.value)
        case "no_rate":
            return words.gettext("there is no conversion rate for %(currency)s on that day", currency=refusal.value)
        case "not_yet":
            return words.gettext("it counts from %(date)s", date=first)
        case "expired":
            assert refusal.on is not None
            return words.gettext("its last day was %(date)s", date=words.date(refusal.on - timedelta(days=1)))
        case "ended":
            return words.gettext("it ended on %(date)s", date=first)
        case "left_window":
            return words.gettext("it is too old since %(date)s", date=first)
        case "assessment_day":
            return words.gettext("assessments are read on review days only")
    if refusal.value is None:
        return words.gettext("%(column)s is not given", column=readable(refusal.column or ""))
    return words.gettext(
        "%(column)s is %(value)s", column=readable(refusal.column or ""), value=readable(refusal.value)
    )


def cause_text(cause: Cause, words: Wording) -> str:
    """Why something changes on a day."""
    if cause.evidence is not None:
        name = _named(cause.evidence)
        if cause.code == "starts":
            return words.gettext("%(name)s counts", name=name)
        if cause.name == "window":
            return words.gettext("%(name)s is too old to count", name=name)
        if cause.name == "left_on":
            return words.gettext("%(name)s: its holder left", name=name)
        if cause.name is not None and cause.name.endswith(("valid_to", "expires_on")):
            return words.gettext("%(name)s expired the day before", name=name)
        return words.gettext("%(name)s ended", name=name)
    texts = {
        "version": words.gettext("version %(name)s of the rules takes effect", name=cause.name),
        "participation_starts": words.gettext("participation begins"),
        "participation_ends": words.gettext("participation ends"),
        "listed": words.gettext("the profile is listed from this day"),
        "delisted": words.gettext("the profile is no longer listed"),
        "grace_over": words.gettext("the grace days are over"),
        "assessment": words.gettext("set by an assessment"),
        "review": words.gettext("the review moves the level"),
        "assigned": words.gettext("the starting level was assigned"),
        "lag_over": words.gettext("the change shows after the waiting days"),
        "level_rises": words.gettext("the achieved level rises"),
        "level_falls": words.gettext("the achieved level falls"),
    }
    return texts[cause.code]


def change_causes(change: Change, words: Wording) -> str:
    """All causes of a change in one phrase."""
    return "; ".join(cause_text(cause, words) for cause in change.causes)


def level_name(level: str | None, program: Program, words: Wording) -> str:
    """A level's label, or "no level"."""
    if level is None:
        return words.gettext("no %(word)s", word=program.level_word)
    return program.level(level).label


def reason_sentence(receipt: Receipt, program: Program, words: Wording) -> str:
    """Why the displayed level is not the achieved one; empty where it is."""
    until = receipt.held_until
    match receipt.reason:
        case "not_participating":
            return words.gettext("It does not take part in the program on this day.")
        case "participation_unknown":
            return words.gettext("Whether it takes part is not assessable: there is no export that says so.")
        case "not_listed":
            return words.gettext("Its profile is not listed on this day, so no level is shown.")
        case "no_rules":
            return words.gettext("No version of the program's rules is in force on this day.")
        case "grace" if until is not None:
            return words.gettext("The lost level is still shown, through %(date)s.", date=words.date(until))
        case "assessment" if until is not None:
            return words.gettext(
                "The level was set by an assessment and is shown through %(date)s.", date=words.date(until)
            )
        case "assessment":
            return words.gettext("The level was set by an assessment.")
        case "assigned":
            return words.gettext("The starting level was assigned and stands until the first review.")
        case "review":
            return words.gettext("Levels move on review days only.")
        case "lag":
            return words.gettext("A change shows some days after it is achieved.")
        case "hold":
            return words.gettext("An agreement keeps the level from falling.")
    return ""


def standing_text(standing: str, program: Program, words: Wording) -> str:
    """The quarterly standing."""
    if standing.startswith("tracking:"):
        return words.gettext("tracking %(level)s", level=program.level(standing.removeprefix("tracking:")).label)
    return {"on_track": words.gettext("on track"), "at_risk": words.gettext("at risk")}[standing]
