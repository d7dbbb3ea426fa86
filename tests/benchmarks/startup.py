"""How long a fresh worker takes until its first translation, and how much memory it then has.

    python tests/benchmarks/startup.py [HOME] [SOURCE-TARGET]

The model is converted beforehand where that has not been done. Left out: the interpreter's own
start, and the disk: the files are in the page cache after the conversion.
"""

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import json, resource, sys, time
from pathlib import Path
start = time.perf_counter()
from models import catalog
from models.base import Pair
from models.registry import CatalogRegistry
imported = time.perf_counter()
translator = CatalogRegistry(catalog.load(), Path(sys.argv[1])).translator(Pair(*sys.argv[2:]))
loaded = time.perf_counter()
translator.translate(["这款手机壳防摔又好看。"])
done = time.perf_counter()
print(json.dumps({
    "revision": translator.revision,
    "import_ms": 1e3 * (imported - start),
    "verify_load_and_self_test_ms": 1e3 * (loaded - imported),
    "first_sentence_ms": 1e3 * (done - loaded),
    "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


def main() -> None:
    home = sys.argv[1] if len(sys.argv) > 1 else str(Path.home() / ".cache/haiyi/models")
    pair = (sys.argv[2] if len(sys.argv) > 2 else "zh-en").split("-", 1)
    command = [sys.executable, "-c", SCRIPT, home, *pair]
    runs = [json.loads(subprocess.check_output(command)) for _ in range(6)][1:]
    sys.stdout.write(f"{runs[0]['revision']}\n")
    for name in list(runs[0])[1:]:
        values = sorted(run[name] for run in runs)
        sys.stdout.write(f"{name:30} median {values[2]:8.1f}   worst of 5 {values[-1]:8.1f}\n")


if __name__ == "__main__":
    main()
