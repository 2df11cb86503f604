"""declutter inside of other tools, each with the real one, where it is installed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from declutter import InputError
from declutter.corpus import Columns, Recipe, clean_batch
from tests.corpus_files import ARTICLE, CLEAN, recipe, rows

TWICE = "there is 'declutter' in the metadata already; take what this was made from"


@pytest.fixture(name="mine")
def _mine(tmp_path: Path) -> Recipe:
    return recipe(tmp_path)


def _expected(mine: Recipe, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = clean_batch(pa.Table.from_pylist(rows(20)), recipe=mine, **given).to_pylist()
    return found


def _need(package: str, extra: str) -> Any:
    return pytest.importorskip(package, reason=f"pip install 'declutter[{extra}]'")


def test_a_datatrove_pipeline_has_a_step(mine: Recipe) -> None:
    """Documents come out cleaned, with the account in their metadata, and the step counts them."""
    data = _need("datatrove.data", "datatrove")
    from declutter.adapters.datatrove import Declutter

    step = Declutter(mine)
    given = [data.Document(text=ARTICLE, id="1"), data.Document(text="\ud800", id="2")]
    done = list(step.run(iter(given)))
    assert [document.text for document in done] == [CLEAN, "\ud800"]
    assert [document.metadata["declutter"]["status"] for document in done] == ["changed", "failed"]
    assert step.stats["changed"].total == 1
    with pytest.raises(InputError, match=TWICE):
        list(step.run(iter(done)))


def test_a_datatrove_step_runs_in_an_executor(mine: Recipe, tmp_path: Path) -> None:
    """It travels into the processes of a real run, from reader to writer."""
    _need("datatrove", "datatrove")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from declutter.adapters.datatrove import Declutter
    from tests.corpus_files import lines, read_rows

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_bytes(lines(rows(20)))
    steps = [JsonlReader(str(tmp_path / "in")), Declutter(mine), JsonlWriter(str(tmp_path / "out"), compression=None)]
    LocalPipelineExecutor(steps, logging_dir=str(tmp_path / "logs"), skip_completed=False).run()
    assert [row["text"] for row in read_rows(tmp_path / "out")] == [row["declutter"]["text"] for row in _expected(mine)]


@pytest.mark.parametrize("in_place", [False, True])
def test_datasets_are_mapped(mine: Recipe, in_place: bool) -> None:
    """A dataset gets what `clean_batch` gives, batch by batch, and keeps its features."""
    datasets = _need("datasets", "datasets")
    from declutter.adapters.datasets import map_clean

    given = datasets.Dataset.from_list(rows(20))
    done = map_clean(given, recipe=mine, in_place=in_place, batch_size=7)
    assert done.to_list() == _expected(mine, in_place=in_place)
    assert {name: done.features[name] for name in given.features} == given.features


def test_streamed_datasets_are_mapped(mine: Recipe) -> None:
    """So does one that is read as it goes."""
    datasets = _need("datasets", "datasets")
    from declutter.adapters.datasets import map_clean

    given = datasets.Dataset.from_list(rows(20)).to_iterable_dataset()
    assert list(map_clean(given, recipe=mine)) == _expected(mine)


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
@pytest.mark.filterwarnings("ignore")  # Spark's own
def test_spark_frames_are_cleaned(mine: Recipe) -> None:
    """A data frame gets the same rows, and a missing column is told before anything runs."""
    sql = _need("pyspark.sql", "spark")
    from declutter.adapters.spark import clean_frame

    with sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate() as spark:
        frame = spark.createDataFrame(rows(20))
        done = [row.asDict(recursive=True) for row in clean_frame(frame, recipe=mine).collect()]
        with pytest.raises(InputError, match="no column 'body'"):
            clean_frame(frame, Columns("body"), mine)
    assert sorted(done, key=lambda row: int(row["n"])) == _expected(mine)


@dataclass
class Page:
    """An item of a crawl."""

    text: str


@pytest.mark.parametrize("kind", ["dict", "item"])
def test_a_scrapy_crawl_has_a_pipeline(mine: Recipe, kind: str) -> None:
    """Items come out cleaned, those without a text as they were, and the crawl counts them."""
    _need("scrapy", "scrapy")
    from scrapy.utils.test import get_crawler

    from declutter.adapters.scrapy import DeclutterPipeline

    crawler = get_crawler(settings_dict={"DECLUTTER_PACKS": list(mine.packs), "DECLUTTER_POLICY": "rag"})
    pipeline = DeclutterPipeline.from_crawler(crawler)
    done = pipeline.process_item({"text": ARTICLE} if kind == "dict" else Page(ARTICLE))
    found = done if kind == "dict" else vars(done)
    assert (found["text"], "declutter" in found) == (CLEAN, kind == "dict")
    assert (pipeline.process_item({"n": 1}), crawler.stats.get_value("declutter/changed")) == ({"n": 1}, 1)


def test_a_haystack_pipeline_has_a_component(mine: Recipe) -> None:
    """It stands in a pipeline that can be written down and read back."""
    haystack = _need("haystack", "haystack")
    from declutter.adapters.haystack import Declutter

    pipeline = haystack.Pipeline()
    pipeline.add_component("declutter", Declutter(list(mine.packs), default_packs=False))
    again = haystack.Pipeline.loads(pipeline.dumps(), allowed_modules=["declutter.adapters.haystack"])
    given = [haystack.Document(content=ARTICLE, meta={"a": 1}), haystack.Document()]
    changed, empty = again.run({"declutter": {"documents": given}})["declutter"]["documents"]
    assert (changed.content, changed.meta["a"], changed.meta["declutter"]["status"]) == (CLEAN, 1, "changed")
    assert empty == given[1]
    with pytest.raises(InputError, match=TWICE):
        Declutter().run([changed])


def test_langchain_documents_are_transformed(mine: Recipe) -> None:
    """New documents come out, and the old ones are as they were."""
    documents = _need("langchain_core.documents", "langchain")
    from declutter.adapters.langchain import Declutter

    given = documents.Document(page_content=ARTICLE, metadata={"source": "http://x.org"}, id="1")
    [done] = Declutter(mine).transform_documents([given])
    assert (done.page_content, done.id, done.metadata["declutter"]["status"]) == (CLEAN, "1", "changed")
    assert (given.page_content, given.metadata) == (ARTICLE, {"source": "http://x.org"})
    with pytest.raises(InputError, match=TWICE):
        Declutter(mine).transform_documents([done])
