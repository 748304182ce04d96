from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.labeling import labels_needed
from analysis.validation import validate

STATEMENTS = pd.DataFrame(
    {"statement_id": [f"s{i}" for i in range(80)], "occasion": [f"o{i // 2}" for i in range(80)]}
)
LABELS = pd.DataFrame(
    {"statement_id": STATEMENTS["statement_id"], "issue": "talks", "stance": "favor"}
)
# Every fourth is turned round: 60 right of 80 coded and 80 labeled.
CODED = LABELS.assign(stance=["against" if i % 4 == 0 else "favor" for i in range(80)])


def test_by_hand() -> None:
    table = labels_needed(CODED, LABELS, STATEMENTS, sizes=[40, 80, 400])
    assert table["statements"].tolist() == [40, 80, 400]
    assert table["n_occasions"].tolist() == [20, 40, 200]
    assert table["n"].tolist() == [40, 80, 400]
    assert table["estimate"].tolist() == pytest.approx([0.75] * 3)
    # Occasions score 1/2 or 1, half of them each: the standard deviation is 1/4.
    wide = 2 * 1.96 * 0.25 / np.sqrt([20, 40, 200])
    assert table["width"].to_numpy() == pytest.approx(wide, rel=0.15)
    assert table["width"].tolist() == (table["ci_high"] - table["ci_low"]).tolist()


def test_at_the_sample_itself_it_is_the_interval_of_validate() -> None:
    coded = CODED[CODED.index % 3 > 0]
    row = validate(coded, LABELS, STATEMENTS).iloc[0]
    found = labels_needed(coded, LABELS, STATEMENTS, sizes=[80]).iloc[0]
    assert found["estimate"] == pytest.approx(row["f1"])
    assert found["ci_low"] == pytest.approx(row["ci_low"], abs=0.02)
    assert found["ci_high"] == pytest.approx(row["ci_high"], abs=0.02)


def test_does_not_depend_on_the_order_of_rows_or_on_other_sizes() -> None:
    whole = labels_needed(CODED, LABELS, STATEMENTS)
    mixed = STATEMENTS.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(labels_needed(CODED, LABELS, mixed), whole)
    one = labels_needed(CODED, LABELS, STATEMENTS, sizes=[200])
    expected = whole[whole["statements"] == 200].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, expected)
    assert (whole["width"].diff().dropna() < 0).all()


def test_codes_and_labels_of_other_statements_do_not_count() -> None:
    few = STATEMENTS.head(40)
    inside = CODED["statement_id"].isin(few["statement_id"])
    pd.testing.assert_frame_equal(
        labels_needed(CODED, LABELS, few), labels_needed(CODED[inside], LABELS[inside], few)
    )


def test_nothing_coded_and_nothing_labeled_is_not_a_zero() -> None:
    table = labels_needed(CODED.head(0), LABELS.head(0), STATEMENTS, sizes=[50])
    assert table[["estimate", "ci_low", "ci_high", "width"]].isna().all(axis=None)
    assert table["n"].tolist() == [0]


@pytest.mark.parametrize("sizes", [[0], [50, -1]])
def test_sizes_without_meaning_are_refused(sizes: list[int]) -> None:
    with pytest.raises(InputError, match="sizes of 1 or more"):
        labels_needed(CODED, LABELS, STATEMENTS, sizes=sizes)


def test_one_occasion_is_refused() -> None:
    with pytest.raises(InputError, match="two occasions"):
        labels_needed(CODED, LABELS, STATEMENTS.head(2))
