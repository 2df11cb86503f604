"""The engine of a cluster: Ray Data hands the sources to processes, and each process writes its own shards and markers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from declutter.corpus.local import step
from declutter.corpus.save import save
from declutter.corpus.state import Marker, done_of
from declutter.corpus.stream import tasks
from declutter.errors import DeclutterError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from declutter.corpus.job import Job
    from declutter.corpus.sources import Source
    from declutter.corpus.work import Cleaned


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Runs on a Ray cluster, which must see inputs, output and packs under the same names.

    Raises:
        InputError: Ray is not installed, or there is no cluster at the address.
    """

    workers: int | None = None
    """Processes that clean; None for as many as the cluster has cores."""
    address: str | None = None
    """Of the cluster; None starts one on this machine, unless the environment names one."""

    def each(self, function: Callable[[Source], Any], sources: Sequence[Source]) -> list[Any]:
        """Return what a function makes of each source."""
        ray = self._connected()
        remote = ray.remote(function)
        found: list[Any] = ray.get([remote.remote(source) for source in sources])
        return found

    def run(self, job: Job, sources: Sequence[Source]) -> Iterator[Cleaned | Marker]:
        """Clean what is left of the sources, and yield the markers of what has been written, as they come.

        Raises:
            OutputError: a file cannot be written.
        """
        ray = self._connected()
        limit = self.workers or max(int(ray.cluster_resources().get("CPU", 1)), 1)
        given = {"job": job, "sources": ray.put(tuple(sources))}
        numbers = ray.data.from_items(range(len(sources)), override_num_blocks=len(sources))
        size = (1, min(limit, len(sources)))
        markers = numbers.map_batches(SourceCleaner, fn_constructor_kwargs=given, batch_size=1, concurrency=size, num_cpus=1)
        try:
            for row in markers.iter_rows():
                yield Marker.from_json(row["marker"])
        except ray.exceptions.RayTaskError as error:
            raise _ours(error) from error

    def _connected(self) -> Any:
        """Return Ray, connected to the cluster."""
        try:
            import ray.data
            import ray.exceptions
        except ImportError as error:
            raise InputError(f"--engine ray needs Ray: pip install 'declutter[ray]' ({error})") from error
        if not ray.is_initialized():
            try:
                ray.init(address=self.address, num_cpus=None if self.address else self.workers, log_to_driver=False)
            except (ConnectionError, ValueError) as error:
                raise InputError(f"{self.address or 'a local cluster'}: Ray cannot be reached: {error}") from error
        ray.data.DataContext.get_current().enable_progress_bars = False
        return ray


class SourceCleaner:
    """Cleans one source after the other in a process of a cluster, which makes its cleaner once.

    A task that is tried again, since its process died, goes on behind the last marker.
    """

    def __init__(self, job: Job, sources: Any) -> None:
        import ray

        self._job, self._sources = job, ray.get(sources)
        job.recipe.cleaner()

    def __call__(self, batch: dict[str, Any]) -> Iterator[dict[str, list[bytes]]]:
        """Yield the markers of the sources of a batch."""
        for number in batch["item"]:
            source = self._sources[number]
            items = map(step, tasks(self._job, source, done_of(self._job.output, source.name)))
            yield {"marker": [item.to_json() for item in save(self._job, items) if isinstance(item, Marker)]}


def _ours(error: Any) -> Exception:
    """Return what was raised in another process, if it is for people to read, and else all of it."""
    cause = error.cause
    while cause is not None and not isinstance(cause, DeclutterError):
        cause = getattr(cause, "cause", None) or cause.__cause__
    return cause if isinstance(cause, DeclutterError) else error
