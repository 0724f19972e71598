"""How and when a program's levels move, in sentences made from its display policy."""

from __future__ import annotations

from datetime import date

import msgspec

from generator.model.program import Display, Pace, Program, Version
from generator.wording import Wording


class LevelMoves(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences on how levels rise and fall; `sample`: the policy's values are marked as samples."""

    sentences: tuple[str, ...]
    sample: bool


def level_moves(program: Program, version: Version, words: Wording) -> LevelMoves:
    """The display policy, the participation and the promised notice in sentences."""
    policy = program.display
    sentences = [_participation(program, words)]
    if policy.starting_level == "assigned":
        sentences.append(
            words.gettext("A participant starts with the %(word)s it was assigned.", word=program.level_word)
        )
    if policy.up == policy.down and policy.up != "daily":
        pace = _pace(policy.up, policy, words)
        sentences.append(
            words.gettext("A %(word)s moves, up or down, only %(pace)s.", word=program.level_word, pace=pace)
        )
    else:
        up, down = _pace(policy.up, policy, words), _pace(policy.down, policy, words)
        sentences.append(words.gettext("A level that is reached shows %(pace)s.", pace=up))
        if not policy.grace_days:
            sentences.append(words.gettext("A level that is lost falls %(pace)s.", pace=down))
    if policy.first_review == "after_full_year":
        sentences.append(
            words.gettext("The first assessment is the one that looks back on a whole year of participation.")
        )
    if policy.grace_days:
        sentences.append(
            words.ngettext(
                "A level that is lost is still shown for %(num)s day.",
                "A level that is lost is still shown for %(num)s days.",
                policy.grace_days,
            )
        )
    if policy.lag_days:
        sentences.append(
            words.ngettext("A change shows %(num)s day later.", "A change shows %(num)s days later.", policy.lag_days)
        )
    if policy.assessments == "any_day":
        sentences.append(words.gettext("The program can set a level after an assessment, from its date."))
    else:
        sentences.append(
            words.gettext(
                "On an assessment day the program can replace the computed %(word)s.", word=program.level_word
            )
        )
    if version.prerequisites:
        sentences.append(
            words.gettext("Prerequisites never move a %(word)s; who misses one is at risk.", word=program.level_word)
        )
    if program.notice_days:
        sentences.append(
            words.ngettext(
                "Changes of these rules are announced %(num)s day before they take effect.",
                "Changes of these rules are announced %(num)s days before they take effect.",
                program.notice_days,
            )
        )
    return LevelMoves(sentences=tuple(sentence for sentence in sentences if sentence), sample=policy.sample)


def _participation(program: Program, words: Wording) -> str:
    if program.participation.by_table:
        return words.gettext("Participation is by invitation and begins when the program agreement is signed.")
    if program.participation.agreement is None:
        return ""
    return words.gettext(
        "Without a valid %(agreement)s agreement there is no level.",
        agreement=program.participation.agreement.replace("_", " "),
    )


def _pace(pace: Pace, policy: Display, words: Wording) -> str:
    month, day = policy.anchor
    anchor = words.date(date(2024, month, day)).removesuffix(" 2024")
    match pace:
        case "daily":
            return words.gettext("at once")
        case "quarterly":
            return words.gettext("at the quarterly reviews, every three months from %(day)s", day=anchor)
        case "annually":
            return words.gettext("at the annual assessment on %(day)s", day=anchor)
        case "by_assessment":
            return words.gettext("by an assessment")
