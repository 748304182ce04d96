"""Where a speaker stands on each issue of the codebook, and the words that say so."""

from __future__ import annotations

from analysis.stance.code import Coder, code_stance, explain_abstentions
from analysis.stance.cues import code_by_cues

__all__ = ["Coder", "code_by_cues", "code_stance", "explain_abstentions"]
