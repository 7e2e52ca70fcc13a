"""The result file of a reproduction: one SQLite file, written by one process at a time.

Every finished task is one transaction, so that a run may be killed at any time. Who reads:

    from reproduction.store import Store, StoreError

    with Store.open(path) as store:            # StoreError: a message for the user, no traceback
        store.meta()["tilewright_version"]
        for network in store.networks():                            # order of NETWORKS
            for layer in store.layers(network):                     # network order
                for mapper in store.mappers():                      # order of MAPPERS
                    result = store.results(network, "simba").get((layer.name, mapper))
                    if result and result.ok:
                        result.edp, result.energy_parts["DRAM"]
                        simulation = store.simulations(network, "simba").get((layer.name, mapper))

A key that is absent was not run (yet); one with `ok` false failed, and `message` says why. All
figures of a failed one are None, except the seconds, samples and evaluations that it took.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path

from reproduction.errors import ReproductionError
from reproduction.records import Layer, Result, Simulation

SCHEMA_VERSION = 1
# The orders in which things are told; the first architecture is the baseline.
NETWORKS = ("resnet50", "alexnet", "resnext50_32x4d", "deepbench", "vgg16", "mobilenet_v2",
            "bert_base")
MAPPERS = ("random", "hybrid", "cosa_published", "cosa", "exact")
ARCHITECTURES = ("simba", "simba_8x8", "simba_large_buffers")

_SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
-- What the results were made from; a result of another state must not be mixed in.
CREATE TABLE inputs(name TEXT PRIMARY KEY, digest TEXT NOT NULL);
-- The distinct layers of the networks, in network order.
CREATE TABLE layers(
  network TEXT, layer TEXT, position INTEGER NOT NULL,
  occurrences INTEGER NOT NULL,  -- in the network
  macs INTEGER,
  weights INTEGER, inputs INTEGER, outputs INTEGER,  -- words
  PRIMARY KEY(network, layer));
-- One finished mapping task.
CREATE TABLE results(
  network TEXT, layer TEXT, architecture TEXT, mapper TEXT,
  status TEXT NOT NULL,   -- ok, no_mapping (none found, or it does not fit), error
  message TEXT NOT NULL,  -- empty when ok
  seconds REAL,           -- time to solution that the mapper reports, one thread
  samples INTEGER,        -- mappings tried
  evaluations INTEGER,    -- mappings evaluated on the model
  latency_cycles INTEGER, energy_pj REAL, utilization REAL,
  proven INTEGER,         -- 1: the objective is proven to be the least
  bound REAL, objective REAL, objective_unit TEXT,
  objective_parts TEXT,   -- JSON object: name -> number
  energy_parts TEXT,      -- JSON object: component -> pJ, outermost level first, then networks, MAC
  mapping TEXT,           -- YAML
  picture TEXT,           -- SVG
  PRIMARY KEY(network, layer, architecture, mapper));
-- The same mappings played on the simulator.
CREATE TABLE simulations(
  network TEXT, layer TEXT, architecture TEXT, mapper TEXT,
  status TEXT NOT NULL,   -- ok, not_finished (its time was over), error
  message TEXT NOT NULL,
  seconds REAL,           -- that the simulation took
  latency_cycles INTEGER, energy_pj REAL,
  stalls TEXT,            -- JSON object: cause -> cycles
  PRIMARY KEY(network, layer, architecture, mapper));
"""


class StoreError(ReproductionError):
    """What is wrong with a result file and what to do."""


START_ANEW = ("scripts/reproduce.sh --fresh starts anew (the old file gets another name), -o takes "
              "another folder")
_TABLES = {Layer: "layers", Result: "results", Simulation: "simulations"}
_KEY_MATCHES = "network = ? AND layer = ? AND architecture = ? AND mapper = ?"
_JSON_COLUMNS = {"objective_parts", "energy_parts", "stalls"}


def _encode(record: Result | Simulation) -> tuple:
    return tuple(json.dumps(value) if isinstance(value, dict) else value
                 for value in astuple(record))


def _decode(kind: type, row: sqlite3.Row):
    values = {name: json.loads(row[name]) if name in _JSON_COLUMNS and row[name] else row[name]
              for name in row.keys()}
    return kind(**values)


class Store:
    """An open result file; a context manager that closes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path | str) -> Store:
        """Opens a file of results that exists.

        Raises StoreError where there is none, or one that this version cannot read."""
        path = Path(path)
        if not path.is_file():
            raise StoreError(f"no result file '{path}'; scripts/reproduce.sh makes one")
        if not path.stat().st_size:
            raise StoreError(f"the result file '{path}' is empty; scripts/reproduce.sh fills it")
        store = cls(_connect(path))
        try:
            _check_schema(store._connection, path)
        except Exception:
            store.close()
            raise
        return store

    @classmethod
    def open_or_create(cls, path: Path, meta: Mapping[str, str]) -> Store:
        """Opens the file for more results; `meta` is noted in a new one."""
        if path.exists() and path.stat().st_size:
            return cls.open(path)
        connection = _connect(path)
        connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}")
        values = {"schema_version": str(SCHEMA_VERSION), **meta}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", values.items())
        connection.commit()
        return cls(connection)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    def meta(self) -> dict[str, str]:
        return dict(self._select("SELECT key, value FROM meta ORDER BY rowid"))

    def inputs(self) -> dict[str, str]:
        """Digest of each input that results of this file were made from."""
        return dict(self._select("SELECT name, digest FROM inputs ORDER BY name"))

    def networks(self) -> list[str]:
        """Networks that were run, in the order of NETWORKS."""
        return in_order(self._names("SELECT DISTINCT network FROM layers"), NETWORKS)

    def architectures(self) -> list[str]:
        """Architectures with a result, in the order of ARCHITECTURES."""
        return in_order(self._names("SELECT DISTINCT architecture FROM results"), ARCHITECTURES)

    def mappers(self) -> list[str]:
        """Mappers with a result, in the order of MAPPERS."""
        return in_order(self._names("SELECT DISTINCT mapper FROM results"), MAPPERS)

    def layers(self, network: str) -> list[Layer]:
        rows = self._select(
            "SELECT network, layer AS name, position, occurrences, macs, weights, inputs, outputs "
            "FROM layers WHERE network = ? ORDER BY position", (network,))
        return [_decode(Layer, row) for row in rows]

    def results(self, network: str, architecture: str) -> dict[tuple[str, str], Result]:
        """Finished tasks by (layer, mapper)."""
        return self._by_layer_and_mapper(Result, network, architecture)

    def simulations(self, network: str, architecture: str) -> dict[tuple[str, str], Simulation]:
        """Finished simulations by (layer, mapper)."""
        return self._by_layer_and_mapper(Simulation, network, architecture)

    def result(self, network: str, layer: str, architecture: str, mapper: str) -> Result | None:
        rows = self._select(f"SELECT * FROM results WHERE {_KEY_MATCHES}",
                            (network, layer, architecture, mapper))
        return _decode(Result, rows[0]) if rows else None

    def statuses(self, kind: type) -> dict[tuple[str, str, str, str], str]:
        """Status by (network, layer, architecture, mapper) of all of a kind."""
        return {tuple(row)[:4]: row["status"] for row in self._select(
            f"SELECT network, layer, architecture, mapper, status FROM {_TABLES[kind]}")}

    def failures(self) -> list[Result | Simulation]:
        """All that did not end well."""
        return [_decode(kind, row) for kind in (Result, Simulation) for row in self._select(
            f"SELECT * FROM {_TABLES[kind]} WHERE status != 'ok' "
            "ORDER BY network, architecture, layer, mapper")]

    # Writing

    def add_layers(self, layers: Iterable[Layer], inputs: Mapping[str, str]) -> None:
        """Notes the layers of a network, and what they were read from."""
        with self._connection:
            for layer in layers:
                self._replace(_TABLES[Layer], astuple(layer))
            self._note(inputs)

    def add(self, record: Result | Simulation, inputs: Mapping[str, str]) -> None:
        """Writes a finished task, in the place of an older one, and what it was made from."""
        with self._connection:
            self._replace(_TABLES[type(record)], _encode(record))
            self._note(inputs)

    def _replace(self, table: str, values: tuple) -> None:
        marks = ", ".join("?" for _ in values)
        self._connection.execute(f"REPLACE INTO {table} VALUES ({marks})", values)

    def _note(self, inputs: Mapping[str, str]) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO inputs VALUES (?, ?)", inputs.items())

    def _select(self, query: str, arguments: tuple = ()) -> list[sqlite3.Row]:
        return self._connection.execute(query, arguments).fetchall()

    def _names(self, query: str) -> list[str]:
        return [row[0] for row in self._select(query)]

    def _by_layer_and_mapper(self, kind: type, network: str, architecture: str) -> dict:
        rows = self._select(
            f"SELECT * FROM {_TABLES[kind]} WHERE network = ? AND architecture = ? ORDER BY rowid",
            (network, architecture))
        return {(row["layer"], row["mapper"]): _decode(kind, row) for row in rows}


def in_order(names: Iterable[str], order: tuple[str, ...]) -> list[str]:
    """The names of `order` first, then the others by name."""
    return sorted(names, key=lambda name: (
        order.index(name) if name in order else len(order), name))


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60)
    connection.row_factory = sqlite3.Row
    return connection


def _check_schema(connection: sqlite3.Connection, path: Path) -> None:
    try:
        version = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'")
        found = version.fetchone()
    except sqlite3.DatabaseError as error:
        raise StoreError(f"'{path}' is no result file of scripts/reproduce.sh ({error}); "
                         f"{START_ANEW}") from None
    if found is None or found[0] != str(SCHEMA_VERSION):
        raise StoreError(
            f"the result file '{path}' has version {found[0] if found else 'unknown'} of the "
            f"format, this program reads version {SCHEMA_VERSION}; {START_ANEW}")
