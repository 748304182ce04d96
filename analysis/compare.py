"""Compares speakers: means, contrasts, positions and shares, each with interval and counts."""

from __future__ import annotations

from analysis.contrasts import contrast
from analysis.estimates import estimate
from analysis.positions import position, shares

__all__ = ["contrast", "estimate", "position", "shares"]
