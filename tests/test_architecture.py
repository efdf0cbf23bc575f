"""Imports point one way, public names are pinned, light commands stay light, docs match the code."""

import ast
import subprocess
import sys
from pathlib import Path

import cleaner
from cleaner.tables import SCHEMAS

ROOT = Path(cleaner.__file__).parent
REPO = ROOT.parent
ORDER = [
    ("errors", "display"),
    ("words", "frequencies", "decisions", "disk", "memory"),
    ("template", "line_keys"),
    ("decided_lines",),
    ("corpus",),
    ("model", "rows", "html_metadata"),
    ("html",),
    ("config", "phrases", "decisions_file"),
    ("phrase_index",),
    ("lexicon",),
    ("wording",),
    ("steps",),
    ("pipeline", "names"),
    ("tables", "cells"),
    ("survey",),
    ("readers", "writers", "validation", "replay", "marked", "jsonl"),
    ("explain",),
    ("sheet",),
    ("reasons",),
    ("exports",),
    ("report", "comparison"),
    ("review",),
    ("overview", "sample"),
    ("settings_file",),
    ("engines",),
    ("ledger",),
    ("changes", "frames", "margin", "terminal", "eventlog", "notebook"),
    ("spark", "pandas", "adapters"),
    ("cli",),
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cleaner"):
            parts = node.module.split(".")
            names = [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
            yield from (name for name in names if name in RANK)


def test_imports_point_one_way():
    wrong = []
    for path in ROOT.rglob("*.py"):
        own = path.relative_to(ROOT).parts[0].removesuffix(".py")
        wrong += [f"{path.name} imports {n}" for n in imported(path) if own in RANK and RANK[n] > RANK[own]]
    assert wrong == []


def test_public_names():
    assert cleaner.__all__ == [
        "CleanerError",
        "Config",
        "Doc",
        "Edit",
        "Finding",
        "Run",
        "Tables",
        "Validation",
        "check",
        "clean",
        "clean_frame",
        "restore",
        "run",
        "validate",
    ]
    assert all(hasattr(cleaner, name) for name in cleaner.__all__)


def test_light_commands_load_no_heavy_package(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("The river rose again on Monday, and the bridge was closed.\nLeave a Reply\n")
    heavy = ("pandas", "great_expectations", "pyspark", "pyarrow")
    for args in (["clean", str(page)], ["explain", str(page)], ["--help"]):
        code = (
            "import sys\nfrom cleaner.cli import main\n"
            f"try:\n    main({args!r})\nexcept SystemExit:\n    pass\n"
            f"print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stderr.strip() == "[]", args


def test_docs_describe_every_column_of_every_table():
    rows = [line.split("|") for line in (REPO / "docs" / "tables.md").read_text(encoding="utf-8").split("\n")]
    told = {
        (r[1].strip(), r[2].strip()): r[3].strip() for r in rows if len(r) == 6 and r[1].strip() in SCHEMAS
    }
    actual = {(name, field.name): str(field.type) for name, schema in SCHEMAS.items() for field in schema}
    assert told == actual


def test_no_code_in_the_steps_names_a_language():
    codes = {path.stem for path in (ROOT / "data" / "lang").glob("*.toml")} - {"en", "mul"}
    for path in (ROOT / "steps").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in codes, path


def test_nothing_but_what_says_so_is_imported_by_name():
    reaches = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if "import_module" in path.read_text(encoding="utf-8")
    ]
    assert sorted(reaches) == ["__init__.py", "display.py", "notebook/__init__.py"]
