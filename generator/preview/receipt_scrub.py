"""Receipts without the values that nobody may see, whatever the rules of a program look at."""

from __future__ import annotations

import msgspec

from generator.audience.policy import RULES, Rule
from generator.model.receipt import Receipt

NEVER = frozenset(column for columns in RULES.values() for column, rule in columns.items() if rule is Rule.NEVER)
"""Columns whose values are shown to nobody."""


def scrubbed(receipt: Receipt) -> Receipt:
    """The receipt; a row that does not count because of such a column says so without the column's value."""
    if not any(refusal.column in NEVER for refusal in receipt.not_counted):
        return receipt
    clean: Receipt = msgspec.structs.replace(
        receipt,
        not_counted=tuple(
            msgspec.structs.replace(refusal, value=None) if refusal.column in NEVER else refusal
            for refusal in receipt.not_counted
        ),
    )
    return clean
