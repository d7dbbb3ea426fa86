"""Compare language detectors on labelled texts and print one table.

    python tests/benchmarks/detection.py TEXTS.tsv      # lines of language<TAB>text

Each detector runs in a process of its own, so that memory is its own. Chinese counts as right in
any variant, because not every detector tells them apart; variants have their own line. langdetect
is seeded (unseeded it changes its answers); lingua is built for the 15 languages that Haiyi serves.
Not measured: long texts, several threads, and how well each detector knows that it is wrong.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
LATIN = frozenset({"en", "es", "pt", "fr", "de", "it", "id", "ms", "vi"})
LINGUA = (
    "ARABIC CHINESE ENGLISH FRENCH GERMAN INDONESIAN ITALIAN JAPANESE KOREAN MALAY PORTUGUESE "
    "RUSSIAN SPANISH THAI VIETNAMESE"
)
Detect = Callable[[list[str]], list[str]]


def haiyi(threshold: float) -> Detect:
    sys.path.insert(0, str(ROOT))
    from models.backends.langdetect import LangdetectScorer
    from pipeline.detection.detect import Detector

    detector = Detector(LangdetectScorer(), threshold=threshold)
    return lambda texts: [found.language for found in detector.detect(texts)]


def langdetect() -> Detect:
    import langdetect as library

    library.DetectorFactory.seed = 0

    def detect(text: str) -> str:
        try:
            return str(library.detect(text)).replace("zh-cn", "zh-Hans").replace("zh-tw", "zh-Hant")
        except library.LangDetectException:  # no letters at all
            return "und"

    return lambda texts: [detect(text) for text in texts]


def lingua() -> Detect:
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in LINGUA.split()]
    detector = LanguageDetectorBuilder.from_languages(*languages).build()

    def detect(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else "und"

    return lambda texts: [detect(text) for text in texts]


DETECTORS: dict[str, Callable[[], Detect]] = {
    "haiyi, best guess": lambda: haiyi(0.0),
    "haiyi, und below 0.80": lambda: haiyi(0.8),
    "langdetect 1.0.9, seed 0": langdetect,
    "lingua, 15 languages": lingua,
}


def base(code: str) -> str:
    return "zh" if code == "yue" else code.split("-", maxsplit=1)[0]


def measure(name: str, rows: list[tuple[str, str]]) -> str:
    """Return one line of the table; to be run in a process of its own."""
    labels, texts = [label for label, _ in rows], [text for _, text in rows]
    detect = DETECTORS[name]()
    found = detect(texts)  # loads what is loaded on first use
    start = time.process_time()
    again = detect(texts[::-1])[::-1]
    rate = len(texts) / (time.process_time() - start)
    pairs = list(zip(map(base, labels), map(base, found), strict=True))
    answered = [(want, got) for want, got in pairs if got != "und"]
    return (
        f"| {name:24} | {share([p for p in pairs if p[0] in LATIN])} | {share(pairs)} "
        f"| {share(answered)} | {100 * len(answered) / len(pairs):5.1f} "
        f"| {variants(labels, found)} | {share(list(zip(found, again, strict=True)))} "
        f"| {rate:8,.0f} | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:4} |"
    )


def share(pairs: list[tuple[str, str]]) -> str:
    return (
        f"{100 * sum(want == got for want, got in pairs) / len(pairs):5.1f}" if pairs else "    –"
    )


def variants(labels: list[str], found: list[str]) -> str:
    """Score Simplified against Traditional; Cantonese is written in Traditional."""
    written = {"yue": "zh-Hant"}
    pairs = [
        (written.get(want, want), written.get(got, got))
        for want, got in zip(labels, found, strict=True)
    ]
    return share([pair for pair in pairs if pair[0].startswith("zh-")])


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        print("usage: python tests/benchmarks/detection.py TEXTS.tsv", file=sys.stderr)
        print("       a file with one text a line: language, tab, text", file=sys.stderr)
        return 2
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    rows = [(label, text) for label, _, text in (line.partition("\t") for line in lines) if text]
    print(f"{len(rows)} texts, {sum(label in LATIN for label, _ in rows)} of them Latin\n")
    print("| detector | Latin % | all % | right where answered % | answered % | Hans/Hant % "
          "| same twice % | texts/s, one core | peak MB |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|")
    context = multiprocessing.get_context("spawn")
    for name in DETECTORS:
        with context.Pool(1) as pool:
            print(pool.apply(measure, (name, rows)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
