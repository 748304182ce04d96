"""The extraction against what is right in the project's own articles."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis import extract_statements, read_articles
from analysis.errors import InputError
from analysis.gold import load_gold, validate_extraction
from analysis.tables import data_path


@pytest.fixture(scope="module")
def extracted() -> pd.DataFrame:
    articles = read_articles(data_path("articles"))
    return extract_statements(articles, kinds=("speech", "other"))


def test_own_articles_come_out_right(extracted: pd.DataFrame) -> None:
    table = validate_extraction(extracted, load_gold()).set_index("measure")
    assert table.loc["attribution found", "n"] == len(load_gold())
    assert table.loc["attribution found", "estimate"] > 0.9
    assert table.loc["speaker right", "estimate"] > 0.93
    assert table.loc["time of saying right", "estimate"] > 0.93
    assert (table["ci_low"] <= table["estimate"]).all()
    assert (table["estimate"] <= table["ci_high"]).all()


def test_what_is_wrong_is_counted_as_wrong(extracted: pd.DataFrame) -> None:
    gold = load_gold()
    nobody = validate_extraction(extracted.assign(speaker="Nobody"), gold).set_index("measure")
    assert nobody.loc["speaker right", "right"] == 0
    nothing = validate_extraction(extracted.iloc[:0], gold).set_index("measure")
    assert nothing.loc["attribution found", "right"] == 0
    assert nothing.loc["speaker right", "n"] == 0
    shifted = extracted.assign(spans="0-3")
    assert validate_extraction(shifted, gold).loc[0, "right"] == 0


@pytest.mark.parametrize("line", ["{", "[]", '{"article_id": "a"}', '{"attributions": [{}]}'])
def test_broken_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl, line 1"):
        load_gold(file)


def test_missing_file_and_column_are_named(tmp_path: Path, extracted: pd.DataFrame) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl"):
        load_gold(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="spans"):
        validate_extraction(extracted.drop(columns="spans"), load_gold())
