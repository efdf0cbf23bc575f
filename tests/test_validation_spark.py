"""Suites over Spark frames: the same statuses and counts as on one machine, for every rule and witness."""

import json
import shutil
import sys

import pyarrow as pa
import pytest

from cleaner import validation
from cleaner.errors import DataError, MissingExtra, SuiteError
from cleaner.validation import engine, measures, suites
from tests.test_expectations import BROKEN, WITNESSES, broken, by_rule, good

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark runs on Java, which is not installed"),
    # pandas below 3 is what it asks for; it gets Arrow and plain values, and no pandas
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    # its sockets and pipes to Java are closed by Java
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]


@pytest.fixture(scope="module")
def spark():
    """Give a Spark session that is small and asks for nothing outside."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # or workers are those of another Python
        session = builder.getOrCreate()
        yield session
        session.stop()


@pytest.fixture(scope="module")
def lift(spark):
    """Give what makes Spark frames of Arrow tables; the same frame for the same table."""
    held = {}

    def lifted(tables):
        for table in tables.values():
            if id(table) not in held:
                held[id(table)] = (table, spark.createDataFrame(table))
        return {name: held[id(table)][1] for name, table in tables.items()}

    return lifted


@pytest.fixture(scope="module")
def whole():
    return good()


@pytest.fixture
def alone(tmp_path):
    """Write the suite of a table with one rule and no other."""

    def write(name, rule):
        content = json.loads((suites.folder() / f"{name}.json").read_text(encoding="utf-8"))
        content["expectations"] = [r for r in content["expectations"] if r["meta"]["rule"] == rule] or content[
            "expectations"
        ][:1]
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        return tmp_path

    return write


def said(result):
    return (result.rule, result.status, result.evaluated, result.unexpected, result.ids, result.groups)


def test_every_measure_is_there_on_spark_too():
    from cleaner.validation.spark.measures import MEASURES

    assert {name: list(found) for name, found in MEASURES.items()} == {
        name: list(found) for name, found in measures.MEASURES.items()
    }


def test_good_tables_pass_every_rule_as_on_one_machine(lift, whole):
    here = validation.validate(whole)
    there = validation.validate(lift(whole))
    assert [said(r) for r in there.results] == [said(r) for r in here.results]
    assert (there.declared, there.loaded, there.evaluated) == (here.declared, here.loaded, here.evaluated)
    assert there.summary() == here.summary()


@pytest.mark.parametrize(("name", "rule"), BROKEN)
def test_each_rule_fails_its_own_bad_row(name, rule, alone, lift, whole):
    tables, ids = broken(name, rule)
    tables = {table: whole[table] if made.equals(whole[table]) else made for table, made in tables.items()}
    folder = alone(name, rule)
    here = by_rule(validation.validate(tables, folder))[rule]
    there = by_rule(validation.validate(lift(tables), folder))[rule]
    assert said(there) == said(here)
    assert (there.status, there.ids) == ("fail", ids)
