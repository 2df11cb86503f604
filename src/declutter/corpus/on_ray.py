"""The engine of a cluster: Ray Data hands the sources to processes, and each process writes its own shards and markers."""

from __future__ import annotations

import logging
import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from declutter.corpus.local import step
from declutter.corpus.save import save
from declutter.corpus.state import Marker, done_of
from declutter.corpus.stream import tasks
from declutter.errors import DeclutterError, InputError, needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.sources import Source
    from declutter.corpus.work import Cleaned


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Runs on a Ray cluster, which must see inputs, output and packs under the same names."""

    workers: int | None = None
    """Processes that clean; None for as many as the cluster has cores."""
    address: str | None = None
    """Of the cluster; None starts one on this machine, unless the environment names one."""

    def each(self, function: Callable[[Source], Any], sources: Sequence[Source]) -> list[Any]:
        """Return what a function makes of each source.

        Raises:
            InputError: Ray is not installed, or there is no cluster at the address.
        """
        ray = self._connected()
        remote = ray.remote(_apply)
        found: list[Any] = ray.get([remote.remote(function, source) for source in sources])
        return found

    def run(self, job: Job, sources: Sequence[Source]) -> Iterator[Cleaned | Marker]:
        """Clean what is left of the sources, and yield the markers of what has been written, as they come.

        Raises:
            InputError: Ray is not installed, or there is no cluster at the address.
            OutputError: a file cannot be written.
        """
        ray = self._connected()
        cores = max(int(ray.cluster_resources().get("CPU", 1)), 1)
        pool = ray.data.ActorPoolStrategy(min_size=1, max_size=min(self.workers or cores, len(sources)))
        given = ray.data.from_items([{"source": pickle.dumps(source)} for source in sources], override_num_blocks=len(sources))
        markers = given.map_batches(SourceCleaner, fn_constructor_args=(job,), batch_size=1, compute=pool, num_cpus=1)
        try:
            for row in markers.iter_rows():
                yield Marker.from_json(row["marker"])
        except ray.exceptions.RayError as error:
            raise _ours(error) from error

    def _connected(self) -> Any:
        """Return Ray, connected to the cluster."""
        try:
            import ray.data
            import ray.exceptions
        except ImportError as error:
            raise InputError(f"{needs('--engine ray', 'Ray', 'ray')} ({error})") from error
        if not ray.is_initialized():
            cores = None if self.address else self.workers
            try:
                ray.init(address=self.address, num_cpus=cores, log_to_driver=False, logging_level=logging.ERROR)
            except (ConnectionError, ValueError, RuntimeError) as error:
                raise InputError(f"{self.address or 'a cluster on this machine'}: cannot be reached: {error}") from error
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        ray.data.DataContext.get_current().enable_progress_bars = False
        return ray


class SourceCleaner:
    """Cleans one source after the other in a process of a cluster, which makes its cleaner once.

    A task that is tried again, since its process died, goes on behind the last marker.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        job.recipe.cleaner()

    def __call__(self, batch: dict[str, Any]) -> Iterator[dict[str, list[bytes]]]:
        """Yield the markers of the sources of a batch."""
        for packed in batch["source"]:
            source: Source = pickle.loads(packed)  # noqa: S301  (packed by `run`)
            done = done_of(self._job.output, source.name)
            for item in save(self._job, map(step, tasks(self._job, source, done))):
                if isinstance(item, Marker):
                    yield {"marker": [item.to_json()]}


def _apply(function: Callable[[Source], Any], source: Source) -> Any:
    """Return what a function makes of a source; Ray runs functions, and takes partial ones for none."""
    return function(source)


def _ours(error: BaseException) -> BaseException:
    """Return what was raised in another process, if it is for people to read, and else all of it."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, DeclutterError):
        cause = getattr(cause, "cause", None) or cause.__cause__
    return cause or error
