"""Which of the candidates of a search says most of its source, and is likely as well.

A beam keeps four hypotheses anyway. The likeliest is often one that leaves a word out, as what is
not said cannot be wrong; the lexicon knows which words of the source stand in which of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.base import Candidate, Decoding, Pair, Translator, Weigher
from models.simplified import characters
from pipeline import language, lexicon

# Nats a token that a missing word takes off, for each nat that its absence is surprising: of 透气,
# which nine of ten translations say, twenty times as much as of 合格. From 0.1 to 0.5 it hardly
# matters (BENCHMARKS.md).
_DROPPED = 0.2


def candidates(texts: Sequence[str], translator: Translator, decoding: Decoding) -> list[list[str]]:
    """Return what a search found for each text, the best first; one each where none is chosen.

    Raises:
        TextTooLong: a text has more tokens than the model takes.
    """
    chooses = decoding.chooses and not decoding.rank and _is_known(translator.pair)
    if not (chooses and isinstance(translator, Weigher)):
        return [[text] for text in translator.translate(texts, decoding)]
    found = translator.weighed(texts, decoding)
    return [ordered(text, each) for text, each in zip(texts, found, strict=True)]


def ordered(source: str, found: Sequence[Candidate]) -> list[str]:
    """Return candidates by likelihood and by how many of the source's words they say.

    >>> likely, whole = Candidate("Phone case", -0.5), Candidate("Phone case and raincoat", -0.6)
    >>> ordered("手机壳和雨衣", [likely, whole])
    ['Phone case and raincoat', 'Phone case']
    """
    simplified = source.translate(characters())

    def worth(candidate: Candidate) -> float:
        told = lexicon.packaged().coverage(simplified, candidate.text)
        return candidate.mean - _DROPPED * told.dropped

    return [c.text for c in sorted(found, key=worth, reverse=True)]


def _is_known(pair: Pair) -> bool:
    """Tell whether the lexicon has the words of both languages."""
    return (language.base(pair.source), language.base(pair.target)) == ("zh", "en")
