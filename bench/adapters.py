"""Thin adapters over the engine's own code, in the shapes that the evaluators load.

`Adapter` and `would_inject` serve commit recall, `signature` and `similar` failures, `redact` secrets. Each only
forwards: what is measured here is what `query`, the brief and the hooks run.
"""

from __future__ import annotations

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "engine"))

from trailnote.capture.redact import redact
from trailnote.distill.signature import signature, similar

__all__ = ["redact", "signature", "similar"]
