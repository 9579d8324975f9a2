"""Reads the literature's routing files, and checks and prices solutions: the same for every solver that is measured."""
import csv
import re
from pathlib import Path

import numpy as np


class Instance:
    """Node 0 is the depot; times and distances are integers, `scale` of them to one unit of the file."""

    def __init__(self, path: Path, fleet: int | None):
        self.path, self.name = path, path.stem
        text = path.read_text(encoding="latin-1")
        if "TIME_WINDOW_SECTION" in text:
            self._read_vrplib(text)
        elif "NODE_COORD_SECTION" in text:
            self._read_tsplib(text)
        elif re.search(r"^\s*VEHICLE", text, re.M):
            self._read_solomon(text)
        else:
            self._read_orienteering(text)
        self.fleet = fleet or self.fleet
        apart = np.sqrt(((self.points[:, None] - self.points[None]) ** 2).sum(axis=2)) * self.scale
        self.matrix = (np.rint(apart) if self.kind == "tsp" else np.floor(apart + 1e-9)).astype(np.int64)

    @property
    def is_optional(self) -> bool:
        return self.kind in ("pcvrptw", "toptw")

    def _columns(self, rows, kind, fleet, capacity, scale):
        table = np.array(rows, dtype=float)
        self.kind, self.fleet, self.capacity, self.scale = kind, fleet, capacity, scale
        self.points = table[:, 0:2]
        self.load = np.rint(table[:, 2]).astype(np.int64)
        self.opens, self.closes, self.service = (np.rint(table[:, c] * scale).astype(np.int64) for c in (3, 4, 5))
        self.prize = np.rint(table[:, 6] * (1 if kind == "toptw" else scale)).astype(np.int64)

    def _read_solomon(self, text):
        rows = [[float(f) for f in line.split()] for line in text.splitlines() if re.fullmatch(r"[\s\d.+-]+", line) and line.strip()]
        fleet, capacity = (int(f) for f in rows[0])
        self._columns([r[1:4] + r[4:6] + [r[6], 0] for r in rows[1:] if len(r) == 7], "vrptw", fleet, capacity, 10)

    def _sections(self, text):
        head, sections, current = {}, {}, None
        for line in (line.strip() for line in text.splitlines()):
            if line == "EOF":
                break
            if line.endswith("_SECTION"):
                current = sections.setdefault(line, [])
            elif current is not None:
                current.append([float(f) for f in line.split()])
            elif ":" in line:
                key, value = line.split(":", 1)
                head[key.strip()] = value.strip()
        return head, sections

    def _read_vrplib(self, text):
        head, part = self._sections(text)
        service = float(head.get("SERVICE_TIME", 0))
        prizes = part.get("PRIZE_SECTION") or [[0, 0]] * len(part["NODE_COORD_SECTION"])
        rows = [
            [node[1], node[2], load[1], window[1], window[2], service if number else 0, prize[1]]
            for number, (node, load, window, prize) in enumerate(
                zip(part["NODE_COORD_SECTION"], part["DEMAND_SECTION"], part["TIME_WINDOW_SECTION"], prizes))
        ]
        kind = "pcvrptw" if "PRIZE_SECTION" in part else "vrptw"
        self._columns(rows, kind, int(head["VEHICLES"]), int(head["CAPACITY"]), 10)

    def _read_tsplib(self, text):
        _, part = self._sections(text)
        self._columns([[n[1], n[2], 0, 0, 10**8, 0, 0] for n in part["NODE_COORD_SECTION"]], "tsp", 1, None, 1)

    def _read_orienteering(self, text):
        rows = [[float(f) for f in line.split()] for line in text.splitlines()[1:] if line.strip()]
        # Solomon's are truncated to one decimal, Cordeau's to two.
        scale = 100 if self.name.lower().startswith("pr") else 10
        self._columns([[r[1], r[2], 0, r[-2], r[-1], r[3], r[4]] for r in rows if len(r) >= 8], "toptw", 1, None, scale)

    def price(self, routes) -> tuple[float | None, str]:
        """The published objective in the file's unit, or None and what is wrong."""
        routes = [route for route in routes if route]
        seen, distance = set(), 0
        if len(routes) > self.fleet:
            return None, f"{len(routes)} routes for {self.fleet} vehicles"
        for route in routes:
            now, here = int(self.opens[0]), 0
            for node in [*route, 0]:
                if node in seen:
                    return None, f"node {node} twice"
                if node:
                    seen.add(node)
                distance += int(self.matrix[here, node])
                now = max(now + int(self.service[here] + self.matrix[here, node]), int(self.opens[node]))
                if now > self.closes[node]:
                    return None, f"node {node} late"
                here = node
            if self.capacity is not None and sum(int(self.load[n]) for n in route) > self.capacity:
                return None, "too much load"
        if not self.is_optional and len(seen) != len(self.points) - 1:
            return None, f"{len(self.points) - 1 - len(seen)} nodes missing"
        collected = int(self.prize[list(seen)].sum()) if seen else 0
        if self.kind == "toptw":
            return float(collected), ""
        missed = int(self.prize.sum()) - collected if self.kind == "pcvrptw" else 0
        return (distance + missed) / self.scale, ""

    def gap(self, value: float | None) -> float | None:
        with (self.path.parent / "bks.csv").open() as table:
            for row in csv.DictReader(table):
                if row["instance"].lower() == self.name.lower() and row["m"] in ("", str(self.fleet)) and value is not None:
                    best = float(row["best_known"])
                    return 100 * ((best - value) if self.kind == "toptw" else (value - best)) / best
        return None
