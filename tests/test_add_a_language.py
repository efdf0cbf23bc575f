"""The walk through a new language: its file alone is enough, and no code names a language."""

import re
import tomllib
from pathlib import Path

import pytest

from cleaner import clean, lexicon, phrases, pipeline, wording

ROOT = Path(__file__).parents[1]
BODY = "a1 b2 c3 d4 e5 f6 g7 h8 i9, j1 k2 l3."


@pytest.fixture
def esperanto(monkeypatch):
    """Read the file that docs/add-a-language.md shows, as if it stood in cleaner/data/lang."""
    text = (ROOT / "docs" / "add-a-language.md").read_text(encoding="utf-8")
    content = tomllib.loads(re.search(r"```toml[^\n]*\n(.*?)```", text, re.DOTALL)[1])
    read = phrases.read_folder
    more = {"lang": {"eo": content}}
    monkeypatch.setattr(lexicon, "read_folder", lambda name: [*read(name), *more.get(name, {}).items()])
    caches = [
        lexicon.load,
        pipeline.steps,
        wording._phrases,
        wording._labels,
        wording._vocabulary,
        wording._vocabularies,
        wording._long_phrases,
    ]
    for cache in caches:
        cache.cache_clear()
    yield content
    for cache in caches:
        cache.cache_clear()


def test_the_file_in_the_guide_is_enough(esperanto):
    for line in esperanto["examples"]["strips"]:
        assert clean(f"{BODY}\n{line}\n{BODY[::-1]}", lang="eo").text == f"{BODY}\n{BODY[::-1]}"
    for line in esperanto["examples"]["keeps"]:
        assert clean(f"{BODY}\n{line}\n{BODY[::-1]}", lang="eo").text == f"{BODY}\n{line}\n{BODY[::-1]}"
    page = f"{BODY}\n\nLasi komenton\nNomo\nRetpoŝto\nAfiŝi komenton"
    assert clean(page, lang="eo").text == BODY
    page = f"La abeloj revenis al la valo\nDe Ana Verda\n{BODY}\nz{BODY}"
    assert clean(page, lang="eo").author == "Ana Verda"


def test_reasons_name_the_file(esperanto):
    [edit] = clean(f"{BODY}\nLasi komenton", lang="eo").edits
    assert edit.why.startswith("“Lasi komenton” (lang/eo.toml)")


def test_without_the_file_the_lines_stay():
    assert clean(f"{BODY}\nLasi komenton\n{BODY[::-1]}", lang="eo").text.count("\n") == 2


def test_no_code_lists_the_languages():
    codes = {path.stem for path in (ROOT / "cleaner" / "data" / "lang").glob("*.toml")} - {"en", "mul"}
    assert len(codes) >= 60
    for path in sorted((ROOT / "cleaner").rglob("*.py")):
        code = re.sub(r'r?""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        named = codes & set(re.findall(r'"([a-z]{2})"', code))
        assert not named - {"id", "no", "is", "hr", "tr", "th", "br"}, (path.name, named)
