"""Makes the files of Vectors/interop, or says whether they are what would be made.

    generate.py [--check] [FOLDER]
"""

import argparse
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

from cases import keys, payload, published, ratchet, stanza, x3dh, xeddsa
from suite import Suite

_SUITES: tuple[Callable[[], Suite], ...] = (
    keys.suite, xeddsa.suite, x3dh.omemo2, x3dh.legacy, ratchet.omemo2, ratchet.legacy, payload.omemo2, payload.legacy,
    published.bundle_omemo2, published.bundle_legacy, published.devicelist_omemo2, published.devicelist_legacy,
    stanza.omemo2, stanza.legacy)
_FOLDER = Path(__file__).resolve().parents[2] / "Vectors" / "interop"
_TABLE = re.compile(r"(?<=<!-- table -->\n).*(?=<!-- end -->)", re.DOTALL)
_HEAD = "| file | accept | refuse | confirmed | judged by |\n|---|---|---|---|---|\n"


def main() -> int:
    """Returns 1 when `--check` finds a file that differs."""
    parser = argparse.ArgumentParser(description="Makes the interop vectors.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    parser.add_argument("folder", nargs="?", type=Path, default=_FOLDER)
    arguments = parser.parse_args()
    # python-omemo warns where it skips more keys than it likes; the vectors lead it there.
    warnings.simplefilter("ignore")
    files = _files(arguments.folder)
    if not arguments.check:
        for path, content in files.items():
            path.write_bytes(content)
        return 0
    changed = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    for path in changed:
        print(f"{path} differs", file=sys.stderr)
    return int(bool(changed))


def _files(folder: Path) -> dict[Path, bytes]:
    """Every file as it has to be; of the README, which must be there, the table."""
    suites = [make() for make in _SUITES]
    files = {folder / suite.file: suite.encoded() for suite in suites}
    table = _HEAD + "".join(suite.row() + "\n" for suite in suites)
    readme = folder / "README.md"
    if readme.exists():
        files[readme] = _TABLE.sub(lambda _: table, readme.read_text()).encode()
    return files


if __name__ == "__main__":
    sys.exit(main())
