"""Words that make a number a limit: 至多10人, 不少于50克, 不到三天."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.document import Issue

_NUMBER = r"(?=\s?(?:⟦\d⟧|[一二两三四五六七八九十百千万]))"
_NO = "(?<!不|不要|不能|不会|不會|不可|别|別|勿)"
# A limit, what says so in Chinese, and what says so in English, from either side of it.
_SPELT = {
    "most": (
        rf"(?:[至最]多(?!人)|[不勿别別](?:[要能会會可])?超[过過]"
        rf"|不[高大多][于於]|(?<!不)[小低少][于於]"
        rf"|不足|(?<![找买買看想等吃见見做达達用收])不到){_NUMBER}",
        r"\b(?:up to|(?:at )?most|max|no |not\b|never|exceed|within|under|below|less|fewer|limit"
        r"|low|high|top|small|short|before|almost|nearly)|[≤<]|n't",
    ),
    "least": (
        rf"(?:[至最]少|不[少低小][于於]|(?<!不)[大高多][于於]|{_NO}超[过過]){_NUMBER}",
        r"\b(?:(?:at )?least|min|no |not\b|more|over|above|up\b|great|larg|big|high|low|start|from"
        r"|exceed|beyond|after|longer|past|back|better)|[≥>+]|n't",
    ),
}
_LIMITS = {
    name: (regex.compile(spelt), regex.compile(said, regex.IGNORECASE))
    for name, (spelt, said) in _SPELT.items()
}
# One of these is in every limit, and in few texts.
_CLUE = regex.compile("[于於过過足]|不到|[至最][多少]")


def lost(masked: str, rendered: str) -> Iterator[Issue]:
    """Yield the limits of a masked text in Chinese that a rendered text does not set.

    >>> [issue.detail for issue in lost("至多⟦0⟧人", "⟦0⟧ people")]
    ['most']
    >>> list(lost("不超过⟦0⟧，至少三件", "No more than ⟦0⟧, at least three"))
    []
    """
    if not _CLUE.search(masked):
        return
    for name, (spelt, said) in _LIMITS.items():
        if spelt.search(masked) and not said.search(rendered):
            yield Issue("limit_lost", name)
