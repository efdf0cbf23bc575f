"""Rewrite tests/golden from seeds/: `python -m tests.make_golden`; read the diff line by line before it is committed."""

from pathlib import Path

from cleaner import clean
from cleaner.explain import visible

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"


def expected(path: Path) -> dict[str, str]:
    """Return the golden files of one seed: the clean text, the trail and the findings, without offsets."""
    doc = clean(path.read_bytes().decode("utf-8"))
    trail = [f"{e.rule}\t{visible(e.old)}\t{visible(e.new)}" for e in doc.edits]
    findings = [f"{f.rule}\t{visible(f.text)}\t{visible(f.message)}" for f in doc.findings]
    return {
        "clean.txt": doc.text,
        "trail.tsv": "\n".join(["rule\told\tnew", *trail, ""]),
        "findings.tsv": "\n".join(["rule\ttext\tmessage", *findings, ""]),
    }


if __name__ == "__main__":
    for seed in sorted((ROOT / "seeds").glob("*.txt")):
        folder = GOLDEN / seed.stem
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in expected(seed).items():
            (folder / name).write_bytes(content.encode("utf-8"))
