"""Options of one variant that differ in the source differ in the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline import hongkong
from pipeline.document import Document, Issue


def tell_apart(
    document: Document, source: Document, target: str
) -> tuple[Document, Mapping[str, Issue]]:
    """Number the options of a variant that differ in the source and came out the same."""
    issues: dict[str, Issue] = {}
    variants = []
    for i, (variant, before) in enumerate(zip(document.variants, source.variants, strict=True)):
        apart = hongkong.apart(variant.values, before.values, target)
        values = numbered(apart, before.values)
        for j, (value, name) in enumerate(zip(apart, values, strict=True)):
            if name != value:
                issues[f"variants.{i}.values.{j}"] = Issue("option_collision", value)
        variants.append(replace(variant, values=tuple(values)))
    return replace(document, variants=tuple(variants)), issues


def numbered(values: Sequence[str], originals: Sequence[str]) -> list[str]:
    """Return the options with a number behind those that are taken; a kept option stays as it is.

    >>> numbered(["Off-white", "Off-White", "M", "m"], ["米白", "奶白", "M", "m"])
    ['Off-white', 'Off-White (2)', 'M', 'm']
    """
    names: list[str] = []
    owner: dict[str, str] = {}  # a name, or a translated name without its case → its original
    for value, original in zip(values, originals, strict=True):
        name, number = value, 2
        fold = str.casefold if value != original else str
        while owner.get(fold(name), original) != original:
            name, number = f"{value} ({number})", number + 1
        owner |= {name: original, fold(name): original}
        names.append(name)
    return names
