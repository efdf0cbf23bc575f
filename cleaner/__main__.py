"""`python -m cleaner` is `cleaner`."""

from cleaner.cli import main

main(prog_name="cleaner")
