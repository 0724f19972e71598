"""Keep a fixed random sample of a cosmic-ray session, of all modules or of those named:

    python -m tests.levels.sample_mutants SESSION COUNT SEED [MODULE …]

Of the kinds of mutants those stay that are one step from the code: a bound moved by one, a condition turned round,
a sign, a number, a loop that does not run. Annotations and replacements by unlikely operators are left out.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

KINDS = {
    "AddNot",
    "NumberReplacer",
    "ReplaceAndWithOr",
    "ReplaceBinaryOperator_Add_Sub",
    "ReplaceBinaryOperator_FloorDiv_Mul",
    "ReplaceBinaryOperator_Mod_Mul",
    "ReplaceBinaryOperator_Mul_Div",
    "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBreakWithContinue",
    "ReplaceComparisonOperator_Eq_NotEq",
    "ReplaceComparisonOperator_GtE_Gt",
    "ReplaceComparisonOperator_Gt_GtE",
    "ReplaceComparisonOperator_In_NotIn",
    "ReplaceComparisonOperator_IsNot_Is",
    "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_LtE_Lt",
    "ReplaceComparisonOperator_Lt_LtE",
    "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceComparisonOperator_NotIn_In",
    "ReplaceContinueWithBreak",
    "ReplaceFalseWithTrue",
    "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_USub_UAdd",
    "ZeroIterationForLoop",
}


def main(session: str, count: int, seed: int, modules: Sequence[str]) -> None:
    """Drop all mutants but the sample."""
    base = sqlite3.connect(session)
    found = base.execute(
        "SELECT module_path, operator_name, occurrence, job_id FROM mutation_specs ORDER BY 1, 2, 3"
    ).fetchall()
    pool = [
        job
        for path, kind, _, job in found
        if kind.removeprefix("core/") in KINDS and (not modules or Path(path).stem in modules)
    ]
    kept = set(random.Random(seed).sample(pool, min(count, len(pool))))
    dropped = [(job,) for *_, job in found if job not in kept]
    for table in ("work_results", "mutation_specs", "work_items"):
        base.executemany(f"DELETE FROM {table} WHERE job_id = ?", dropped)
    base.commit()
    print(f"{len(kept)} of {len(pool)} mutants stay")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
