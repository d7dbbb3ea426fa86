"""Characters with several Traditional forms: a default for shop text, and the words that differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import regex

from models.regional.vocabulary import DATA, rows

DEFAULT, LONE, ALWAYS = "*", "~", "!"


@dataclass(frozen=True, slots=True)
class Rule:
    """A form that a character takes where the text around it matches.

    Attributes:
        form: the Traditional character.
        pattern: matches the character itself, with what stands before and behind looked at.
        everywhere: it decides inside a word of the dictionary too, not only between words.
    """

    form: str
    pattern: regex.Pattern[str]
    everywhere: bool


@dataclass(frozen=True)
class Characters:
    """The table of characters.

    Attributes:
        defaults: character → form in shop text.
        words: word → the word in Traditional characters, as far as this table decides them.
        rules: character → what decides by its neighbours, the first that matches.
    """

    defaults: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    rules: dict[str, list[Rule]] = field(default_factory=dict)

    @cached_property
    def several(self) -> frozenset[str]:
        """The characters that have several forms."""
        return frozenset(self.defaults).union(self.rules, *self.words.values())

    def write(
        self, text: str, start: int, word: str, known: str, general: Callable[[str], str]
    ) -> str:
        """Return a word in Traditional characters.

        ``known`` is what the general converter made of it, of the same length, and ``general``
        what that makes of a character alone: where they differ, it knew the word.
        """
        listed = self._listed(word)
        forms = list(known)
        for i, character in enumerate(word):
            if form := self._ruled(text, start + i, len(word) == 1) or listed.get(i):
                forms[i] = form
            elif known[i] == general(character):
                forms[i] = self.defaults.get(character, known[i])
        return "".join(forms)

    def _ruled(self, text: str, at: int, is_lone: bool) -> str | None:
        for rule in self.rules.get(text[at], ()):
            if (rule.everywhere or is_lone) and rule.pattern.match(text, at):
                return rule.form
        return None

    def _listed(self, word: str) -> dict[int, str]:
        """Return place → form by the words of the table that it holds; the longest wins."""
        found: dict[int, str] = {}
        for size in range(len(word), 1, -1):
            for at in range(len(word) - size + 1):
                part = word[at : at + size]
                for character, form in self.words.get(part, {}).items():
                    for i in range(at, at + size):
                        if word[i] == character:
                            found.setdefault(i, form)
        return found


def read(path: Path = DATA / "characters.tsv") -> Characters:
    """Return the table of a file: character, form, and ``*``, words, or ``~``/``!`` and a pattern.

    Words are separated by spaces. A pattern after ``~`` holds for a character that is no part of a
    longer word, one after ``!`` everywhere.
    """
    table = Characters()
    for character, form, condition in rows(path):
        if condition == DEFAULT:
            table.defaults[character] = form
        elif condition[0] in (LONE, ALWAYS):
            rule = Rule(form, regex.compile(condition[1:]), condition[0] == ALWAYS)
            table.rules.setdefault(character, []).append(rule)
        else:
            for word in condition.split():
                table.words.setdefault(word, {})[character] = form
    return table
