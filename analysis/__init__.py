"""Parley: who said what, in what tone, and where each speaker stands.

The way through the library: statements -> scores -> comparison -> charts. Each stage is a module
of plain functions over pandas DataFrames; this page gathers the ones that notebooks use. They are
loaded when first used, so that ``import analysis`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "read_articles": "articles",
    "scan_articles": "articles",
    "find_duplicates": "articles",
    "attribute": "attribution",
    "extract_statements": "extract",
    "load_gold": "gold",
    "validate_extraction": "gold",
    "resolve": "resolution",
    "said_on": "dates",
    "build_report": "report",
    "load_statements": "statements",
    "save_statements": "statements",
    "load_labels": "statements",
    "load_tone_labels": "statements",
    "load_events": "statements",
    "labeled_stances": "labels",
    "load_speakers": "speakers",
    "load_codebook": "codebook",
    "score_sentiment": "sentiment",
    "score_doubts": "doubts",
    "compare_methods": "methods",
    "method_agreement": "methods",
    "contrast_by_method": "method_contrasts",
    "conclusions": "method_contrasts",
    "specifications": "robustness",
    "stance_specifications": "robustness",
    "compare_specifications": "specified",
    "row_choices": "robustness",
    "verdict": "verdicts",
    "influence": "verdicts",
    "code_stance": "stance",
    "code_by_cues": "stance",
    "explain_abstentions": "stance",
    "estimate": "compare",
    "contrast": "compare",
    "position": "compare",
    "contrast_positions": "position_contrasts",
    "shares": "compare",
    "validate": "validation",
    "confusion": "validation",
    "coder_quality": "quality",
    "tone_quality": "tone_validation",
    "tone_confusion": "tone_validation",
    "calibration": "probabilities",
    "calibration_error": "probabilities",
    "disagreements": "coder_errors",
    "same_order": "coder_errors",
    "labels_needed": "labeling",
    "label_agreement": "agreement",
    "krippendorff_alpha": "agreement",
    "scored_words": "words",
    "explore": "explorer",
    "Selection": "selection",
    "view_selection": "selection",
    "draw_view": "selection_page",
    "export_view": "selection_page",
    "show_evidence": "evidence_table",
    "highlight": "evidence",
    "InputError": "errors",
}

__all__ = [*_HOME, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(f"analysis.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
