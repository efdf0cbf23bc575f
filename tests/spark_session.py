"""A Spark session for tests, and the marks of a module that uses one."""

import shutil
import sys
from contextlib import contextmanager

import pytest

MARKS = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark runs on Java, which is not installed"),
    # pandas below 3 is what it asks for; it gets Arrow and plain values, and no pandas
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    # its sockets and pipes to Java are closed by Java
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


@contextmanager
def small_session(more=()):
    """Give a Spark session that is small and asks for nothing outside; *more*: settings of its own."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in {**SETTINGS, **dict(more)}.items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # or workers are those of another Python
        session = builder.getOrCreate()
        yield session
        session.stop()
