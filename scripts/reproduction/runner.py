"""Runs tasks in parallel and stores each when it is finished: mappings first, then simulations.

Threads wait for the programs; this thread alone writes. A run that is ended, in whatever way,
loses what was under way and nothing else."""

from __future__ import annotations

import heapq
import signal
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reproduction.plan import Inputs
from reproduction.processes import Processes, Stopped
from reproduction.programs import Programs, Task
from reproduction.progress import Progress
from reproduction.records import Result, Simulation
from reproduction.store import Store

REFRESH_SECONDS = 0.2
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Settings:
    """How tasks are run; `work_folder` takes their temporary files."""

    jobs: int
    time_limit_seconds: float
    simulation_time_limit_seconds: float
    simulate: bool
    retry_failed: bool
    work_folder: Path


@dataclass(frozen=True)
class Job:
    """A mapping task or, where there is a mapping, its simulation."""

    task: Task
    mapping: str | None = None

    @property
    def kind(self) -> str:
        """Tasks of a kind take a similar time."""
        return f"{'simulation' if self.mapping else 'mapping'} {self.task.mapper}"

    def __str__(self) -> str:
        task = self.task
        what = "simulation" if self.mapping else "mapping"
        return f"{task.network} {task.layer} {task.architecture} {task.mapper} ({what})"


class Runner:
    """One run over tasks; `end_signal` is the signal that ended it early."""

    def __init__(self, store: Store, programs: Programs, processes: Processes, inputs: Inputs,
                 settings: Settings) -> None:
        self._store = store
        self._programs = programs
        self._processes = processes
        self._inputs = inputs
        self._settings = settings
        self._progress = Progress(settings.jobs)
        self._waiting: list[tuple[bool, int, int, Job]] = []
        self._pushed = 0
        self.end_signal: int | None = None

    def run(self, tasks: list[Task]) -> None:
        """Does what is not in the store yet, until the end or a signal."""
        results = self._store.statuses(Result)
        simulations = self._store.statuses(Simulation)
        for task in tasks:
            if self._is_due(results.get(task.key)):
                self._push(Job(task), self._pushed)
                self._expect_simulation(task, 1)
            elif results[task.key] == "ok" and self._is_due(simulations.get(task.key)):
                self._simulate(self._store.result(*task.key), task)
        previous = {number: signal.signal(number, self._on_signal) for number in ENDING_SIGNALS}
        try:
            with ThreadPoolExecutor(self._settings.jobs) as pool:
                self._work(pool)
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
            self._progress.clear()

    def _is_due(self, status: str | None) -> bool:
        return status is None or (status != "ok" and self._settings.retry_failed)

    def _push(self, job: Job, order: int) -> None:
        """Simulations come after all mappings; of each, those of the least `order` first."""
        self._progress.expect(job.kind)
        self._pushed += 1
        heapq.heappush(self._waiting, (job.mapping is not None, order, self._pushed, job))

    def _simulate(self, result: Result, task: Task) -> None:
        """Many cycles take long."""
        if self._settings.simulate:
            self._push(Job(task, result.mapping), -result.latency_cycles)

    def _expect_simulation(self, task: Task, number: int) -> None:
        if self._settings.simulate:
            self._progress.expect(Job(task, "to come").kind, number)

    def _work(self, pool: ThreadPoolExecutor) -> None:
        running: dict[Future, tuple[Job, float]] = {}
        try:
            while (self._waiting or running) and self.end_signal is None:
                while self._waiting and len(running) < self._settings.jobs:
                    job = heapq.heappop(self._waiting)[-1]
                    running[pool.submit(self._do, job)] = (job, time.monotonic())
                self._progress.show(str(next(iter(running.values()))[0]))
                finished, _ = wait(running, REFRESH_SECONDS, FIRST_COMPLETED)
                for future in finished:
                    self._finish(*running.pop(future), future)
        finally:
            self._processes.stop()
        for future, (job, start) in running.items():
            self._finish(job, start, future)

    def _finish(self, job: Job, start: float, future: Future) -> None:
        """Stores the record of a job that came to its end."""
        try:
            record = future.result()
        except Stopped:
            return
        except (OSError, ValueError, KeyError, TypeError) as error:
            kind = Simulation if job.mapping else Result
            record = kind(*job.task.key, "error", f"{type(error).__name__}: {error}")
        self._progress.done(job.kind, time.monotonic() - start)
        if job.mapping:
            self._store.add(record, self._inputs.of_simulation(job.task))
            return
        self._store.add(record, self._inputs.of_mapping(job.task))
        self._expect_simulation(job.task, -1)
        if record.ok:
            self._simulate(record, job.task)

    def _do(self, job: Job) -> Result | Simulation:
        """In a thread of the pool."""
        with TemporaryDirectory(dir=self._settings.work_folder) as folder:
            if job.mapping:
                return self._programs.simulate(
                    job.task, job.mapping, self._settings.simulation_time_limit_seconds,
                    Path(folder))
            return self._programs.map(job.task, self._settings.time_limit_seconds, Path(folder))

    def _on_signal(self, number: int, _: object) -> None:
        self.end_signal = number
