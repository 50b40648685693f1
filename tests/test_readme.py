"""What README and CONTRIBUTING promise is there, and the ten lines run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import plannr_nb as pn

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sample_data/README.md", "docs/decisions/README.md"]


def test_the_ten_lines_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert int(re.search(r"'valid': (\d+)", printed)[1]) > 1_700
    assert "accounted" in printed


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    targets = re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8"))
    missing = [target for target in targets if "://" not in target and not (path.parent / target).exists()]
    assert missing == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[^)]+)\)", (folder / "README.md").read_text("utf-8")))
    assert listed == {path.name for path in folder.glob("0*.md")}


def test_every_room_is_described() -> None:
    rooms = {path.name.removesuffix(".py") for path in (ROOT / "plannr_nb").iterdir() if not path.name.startswith("_")}
    described = set(
        re.findall(r"^\| `([a-z_]+)/?` \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), flags=re.MULTILINE)
    )
    assert described == rooms - {"py.typed"}


def test_the_way_of_the_data_is_public() -> None:
    for name in re.findall(r"pn\.([a-z_]+)\(", README):
        assert callable(getattr(pn, name))
