"""The command line: exit codes, one clear line for each fault, nothing half-written."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pandas as pd
import pytest

from analysis import attribution, commands
from analysis.attribution import Attribution
from analysis.commands import main
from analysis.progress import track
from analysis.statements import load_statements

TEXT = "“The good talks went on,” Dmitry Peskov said on Tuesday. “Who knows.”"


def fake(text):
    at = text.find("Dmitry Peskov")
    if at < 0:
        return []
    end = text.index("”") + 1
    last = (text.rindex("“"), len(text))
    return [
        Attribution([(at, at + 13)], [(at + 14, at + 18)], [(0, end)], "direct", "speech", 0.9),
        Attribution([], [], [last], "direct", "speech", 0.0),
    ]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(attribution, "attribute", fake)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(TEXT, "utf-8")
    return tmp_path


def run(capsys, *argv):
    code = main([str(a) for a in argv])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def test_extract(folder, capsys):
    code, out, err = run(
        capsys, "extract", "articles", "--out", "s.csv", "--published", "2025-03-20"
    )
    assert (code, err) == (0, "")
    assert out == (
        "1 article read, 0 rejected, 1 statement, 1 quotation unattributed, 1 speaker: s.csv\n"
    )
    rows = load_statements("s.csv")
    assert list(rows["speaker"]) == ["Peskov", ""]
    assert list(rows["quote"]) == ["The good talks went on", "Who knows."]


def test_rejected_or_nothing_found_is_1(folder, capsys):
    (folder / "articles" / "b.txt").write_bytes(b"")
    code, out, err = run(capsys, "extract", "articles", "--out", "s.csv")
    assert code == 1 and "1 rejected" in out
    assert err.startswith("parley: ") and "b.txt" in err and err.count("\n") == 1
    (folder / "none.txt").write_text("The sky was gray.")
    assert run(capsys, "extract", "none.txt", "--out", "n.csv")[0] == 1
    assert (folder / "n.csv").read_text().startswith("statement_id,")


def test_errors_raise_writes_nothing(folder, capsys):
    (folder / "articles" / "b.txt").write_bytes(b"")
    code, out, err = run(capsys, "extract", "articles", "--out", "s.csv", "--errors", "raise")
    assert (code, out) == (2, "") and "b.txt" in err
    assert not (folder / "s.csv").exists()


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["extract", "absent", "--out", "s.csv"], "absent"),
        (["extract", "articles", "--out", "s.xlsx"], "s.xlsx"),
        (["extract", "articles", "--out", "no/where/s.csv"], "no/where"),
        (["extract", "articles", "--out", "articles/s.csv"], "another place"),
        (["extract", "articles/a.txt", "--out", "articles/a.txt"], r"a\.txt"),
        (["extract", "articles", "--out", "s.csv", "--published", "soon"], "soon"),
        (["extract", "articles"], "--out"),
        (["extract", "articles", "--out", "s.csv", "--errors", "ignore"], "ignore"),
        (["score", "articles/a.txt", "--out", "s.csv"], r"a\.txt"),
        (["score", "absent.csv", "--out", "s.csv"], r"absent\.csv"),
        (["score", "absent.csv", "--out", "absent.csv"], "another place"),
        (["score", "absent.csv", "--out", "s.csv", "--stances", "s.csv"], "twice"),
        (["score", "absent.csv", "--out", "s.csv", "--method", "guess"], "guess"),
        (["report", "absent", "--out", "r"], "absent"),
        (["report", "articles", "--out", "articles"], "another place"),
        (["report", "articles", "--out", "."], "another place"),
        (["report", "articles", "--out", "articles/r"], "another place"),
        (["fly"], "fly"),
        ([], "verb|required|extract"),
    ],
)
def test_unusable_is_2_and_one_line(folder, capsys, argv, says):
    before = sorted(p.name for p in folder.rglob("*"))
    code, out, err = run(capsys, *argv)
    assert code == 2 and out == ""
    assert err.startswith("parley: ") and err.count("\n") == 1
    assert re.search(says, err)
    assert sorted(p.name for p in folder.rglob("*")) == before


def test_score(folder, capsys):
    run(capsys, "extract", "articles", "--out", "s.csv")
    code, out, err = run(
        capsys, "score", "s.csv", "--out", "sc.csv", "--method", "vader", "--on", "text",
        "--stances", "st.csv",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert out.startswith("1 of 2 statements scored on text by vader")
    assert pd.read_csv("sc.csv")["polarity"].iloc[0] > 0
    assert (folder / "st.csv").read_text().startswith("statement_id,speaker,issue,stance,")


def test_score_of_nothing_is_1_and_says_so(folder, capsys):
    (folder / "s.csv").write_text("statement_id,speaker,text\n1,A,Good talks.\n")
    code, out, err = run(capsys, "score", "s.csv", "--out", "sc.csv")
    assert code == 1 and out.startswith("0 of 1") and "--on text" in err


def test_report(folder, capsys):
    code, out, err = run(capsys, "report", "articles", "--out", "r")
    assert (code, err) == (0, "")
    assert out.startswith("1 article read") and out.rstrip().endswith("index.html")
    assert run(capsys, "report", "r/statements.csv", "--out", "r2")[0] == 0
    page = (folder / "r2" / "index.html").read_text("utf-8")
    assert "“Who knows.”" in page
    (folder / "r2" / "mine.txt").write_text("mine")
    code, _, err = run(capsys, "report", "articles", "--out", "r2")
    assert code == 2 and "mine.txt" in err and err.count("\n") == 1


def test_statements_are_not_read_as_articles(folder, capsys):
    run(capsys, "extract", "articles", "--out", "s.csv")
    code, _, err = run(capsys, "extract", "s.csv", "--out", "again.csv")
    assert code == 2 and "holds statements" in err and err.count("\n") == 1
    code, _, err = run(capsys, "report", "s.csv", "articles", "--out", "r")
    assert code == 2 and "alone" in err
    (folder / "broken.csv").write_bytes(b"")
    code, out, err = run(capsys, "extract", "broken.csv", "articles", "--out", "again.csv")
    assert code == 1 and "broken.csv" in err and out.startswith("1 article")


def test_a_report_is_not_read_into_itself(folder, capsys):
    run(capsys, "report", "articles", "--out", "r")
    code, _, err = run(capsys, "report", "r/statements.csv", "--out", "r")
    assert code == 2 and "another place" in err
    assert (folder / "r" / "index.html").exists()


def test_foreign_articles_are_named(folder, capsys):
    (folder / "articles" / "de.txt").write_text(
        "Die Gespräche sind gut verlaufen, sagte der Sprecher am Dienstag in Berlin.", "utf-8"
    )
    code, _, err = run(capsys, "extract", "articles", "--out", "s.csv")
    assert code == 0 and "de.txt" in err and "English" in err


def test_interrupted(folder, capsys, monkeypatch):
    def stop(text):
        raise KeyboardInterrupt

    monkeypatch.setattr(attribution, "attribute", stop)
    code, out, err = run(capsys, "extract", "articles", "--out", "s.csv")
    assert (code, out) == (130, "") and "nothing was written" in err
    assert not (folder / "s.csv").exists()


@pytest.mark.parametrize("verb", ["", "extract", "score", "report"])
def test_help(capsys, verb):
    with pytest.raises(SystemExit) as stopped:
        main([verb, "--help"] if verb else ["--help"])
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    if not verb:
        assert "exit codes" in text and "extract" in text
        return
    examples = [line.split() for line in text.splitlines() if "python -m analysis " in line]
    examples = [words for words in examples if words[0] == "python"]
    assert len(examples) >= 2
    for words in examples:
        assert words[3] == verb
        assert commands._parser().parse_args(words[3:]).run.__name__ == verb


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom analysis.commands import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "assert not {'pandas', 'matplotlib', 'onnxruntime'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_drawn_on_a_terminal_only():
    silent, seen = io.StringIO(), Terminal()
    assert list(track([1, 2, 3], label="Reading", stream=silent)) == [1, 2, 3]
    assert silent.getvalue() == ""
    assert list(track([1, 2, 3], label="Reading", stream=seen)) == [1, 2, 3]
    assert "Reading [" in seen.getvalue() and seen.getvalue().endswith("\r\x1b[K")
    assert list(track([], stream=seen)) == []
