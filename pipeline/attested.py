"""Count how often a word's English stands in real translations: what its absence proves.

Of 透气 a translation says "breathable" in nine of ten pairs, of 合格 none of its glosses: an output
without the first has most likely left something out, one without the second has not.

    python -m pipeline.attested PAIRS.tsv ... > attested.tsv
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.lexicon import Lexicon, packaged

_LEAST = 3  # a word that fewer pairs have is not told of
_PRIOR = 0.63  # share of all words, which counts as three pairs of each


def shares(pairs: Iterable[tuple[str, str]], words: Lexicon) -> dict[str, float]:
    """Return word → share of the pairs with it whose target says it, in hundredths.

    >>> small = Lexicon({"毛线": ("yarn",)})
    >>> shares([("毛线", "Soft yarn")] * 6 + [("毛线", "Wool")], small)
    {'毛线': 0.79}
    """
    seen: Counter[str] = Counter()
    found: dict[str, float] = {}
    for source, target in pairs:
        for word, share in words.said(source, target):
            seen[word] += 1
            found[word] = found.get(word, 0.0) + share
    return {
        word: round((found[word] + _LEAST * _PRIOR) / (count + _LEAST), 2)
        for word, count in seen.items()
        if count >= _LEAST
    }


def _pairs(path: str) -> Iterable[tuple[str, str]]:
    for line in Path(path).read_text("utf-8").splitlines():
        source, _, rest = line.partition("\t")
        if rest and not line.startswith("#"):
            yield source, rest.partition("\t")[0]


if __name__ == "__main__":
    every = (pair for path in sys.argv[1:] for pair in _pairs(path))
    for word, share in sorted(shares(every, packaged()).items()):
        sys.stdout.write(f"{word}\t{share:.2f}\n")
