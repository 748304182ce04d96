"""What an error prints, and keeps."""

from __future__ import annotations

from analysis.errors import Fault, InputError


def test_error_prints_twenty_faults_and_keeps_all():
    faults = [Fault("a.csv", n, "text", "is wrong", "mend it") for n in range(2, 30)]
    error = InputError("a.csv: 28 faults", faults)
    lines = str(error).splitlines()
    assert lines[0] == "a.csv: 28 faults" and len(lines) == 22
    assert lines[1] == "  a.csv, line 2, column 'text': is wrong; mend it"
    assert lines[-1] == "  ... and 8 more" and len(error.faults) == 28


def test_error_survives_another_process():
    import pickle

    error = InputError("one line", [Fault("a.csv", None, "", "is empty", "")])
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) and again.faults == error.faults
