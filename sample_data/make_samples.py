"""Write the sample exports, their truth file and the facts about the firm. The same bytes on each run.

python sample_data/make_samples.py             writes beside this file
python sample_data/make_samples.py --to FOLDER
"""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.answers import write_answers
from generator.book import make_book
from generator.facts import SYSTEMS, write_facts
from generator.truth import write_truth


def make_samples(folder: Path) -> None:
    book = make_book()
    exports = [export for system in SYSTEMS.values() for export in system.exports(book)]
    for export in exports:
        export.write(folder)
    write_truth(folder, book, exports)
    write_facts(folder, book, exports)
    write_answers(folder, exports)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the sample exports of the made-up firm.")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, help="an existing folder")
    make_samples(parser.parse_args().to)


if __name__ == "__main__":
    main()
