"""Workers of tests: small parts, and pages that are too much for them.

A page says what it does to its worker: see HOOK, which each worker imports when it starts.
"""

import json
import os
from pathlib import Path

from cleaner.engines import local, parts

HOOK = """
import os, resource, time
from cleaner import pipeline, tables
from cleaner.engines import parts
parts.PART_ROWS = 10
clean_many, made = pipeline.clean_many, tables.Builder.tables
def cleaned(docs, *rest):
    for doc in docs:
        if "slow page" in doc.raw:
            time.sleep(60)
        if "hungry page" in doc.raw:  # of more than it may have
            mapped = int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
            resource.setrlimit(resource.RLIMIT_AS, (mapped + 200_000_000, -1))
            bytearray(300_000_000)
        if "killed page" in doc.raw:
            os.kill(os.getpid(), 9)
        yield from clean_many([doc], *rest)
def tables_of(self, *rest):
    if any("heavy page" in row["text"] for row in self.rows["articles"]):
        raise MemoryError
    return made(self, *rest)
pipeline.clean_many, tables.Builder.tables = cleaned, tables_of
"""
BODY = "The council met on day {} of the month and voted for the bridge across the river, at last."


def hook(folder, monkeypatch):
    """Let the workers that are started from now on, and this process, cut parts of ten rows."""
    place = folder / "hook"
    place.mkdir()
    (place / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{place}{os.pathsep}{Path(local.__file__).parents[2]}")
    monkeypatch.setattr(parts, "PART_ROWS", 10)


def write_pages(path, count, special):
    """Write so many pages as JSON lines, some with something *special* in them, by number."""
    texts = [f"{BODY.format(n)}\n{special.get(n, 'Leave a Reply')}\n" for n in range(count)]
    lines = [json.dumps({"id": f"p{n}", "text": text}) for n, text in enumerate(texts)]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path
