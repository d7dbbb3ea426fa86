"""The placeholder grammar that models are trained on: one symbol each, ⟦0⟧ to ⟦9⟧."""

from __future__ import annotations

import re

COUNT = 10
PLACEHOLDER = "⟦{}⟧"
PATTERN = re.compile(r"⟦(\d)⟧")
