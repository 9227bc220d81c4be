"""`python -m sample_maps FOLDER [--size small|full] [--seed N]`: write the sample district into a folder."""

import argparse
import sys
from pathlib import Path

from sample_maps import DEFAULT_SEED, make


def main() -> int:
    """Write the district that the command line asks for and name its files."""
    parser = argparse.ArgumentParser(
        prog="python -m sample_maps", description="Write the sample district into a folder."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=("small", "full"), default="full")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    asked = parser.parse_args()
    for file in make(asked.folder, size=asked.size, seed=asked.seed).files:
        sys.stdout.write(f"{file.kind}\t{file.path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
