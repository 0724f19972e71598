"""A program that counts the rows of an organization's partners together gets them; others do not join them."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.errors import Problems
from generator.levels import parse_program
from generator.model.partner import Partner
from generator.pipeline.opening import Opened
from generator.yaml_source import parse_yaml
from tests.levels.test_entity import WORLDWIDE, oslo_and_lyon


@dataclass
class Asked:
    """Exports that note for whom they were asked."""

    others: tuple[Partner, ...]
    asked: list[str] = field(default_factory=list)

    def relatives(self, partner: Partner) -> tuple[Partner, ...]:
        self.asked.append(partner.id)
        return self.others


def opened(text: str, exports: Asked, tmp_path) -> Opened:
    program = parse_program(parse_yaml(text, "p.yml"), Problems())
    assert program is not None
    return Opened(tmp_path, None, exports, {"p": program}, (), ())  # type: ignore[arg-type]


def test_relatives_are_joined_for_organizations_only(tmp_path):
    oslo, lyon = oslo_and_lyon()
    exports = Asked((lyon,))
    assert opened(WORLDWIDE, exports, tmp_path).relatives(oslo) == (lyon,)
    assert exports.asked == ["P1"]
    single = WORLDWIDE.replace("entity: organization\ninherit: own", "entity: partner")
    assert opened(single, exports, tmp_path).relatives(oslo) == ()
    assert exports.asked == ["P1"]
