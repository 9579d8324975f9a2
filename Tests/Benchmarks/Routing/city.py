"""The zones of a city, as `bench-routing --export` writes them, planned by PyVRP: prize less cost, as one JSON line like ours.

    .build/release/bench-routing --without-breaks --export zones
    python city.py zones --seconds 600

One zone after another, each with its share of the CPU seconds, one thread. PyVRP knows no breaks: compare with ours `--without-breaks`.
Every route is checked and priced here.
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import pyvrp


def solve(zone: dict, seconds: float) -> list[list[int]]:
    size = len(zone["opens"]) + 1
    travel = np.array(zone["seconds"], dtype=np.int64).reshape(size, size)
    data = pyvrp.ProblemData(
        # Places do not matter: the matrix does.
        locations=[pyvrp.Location(0.0, 0.0) for _ in range(size)],
        clients=[
            pyvrp.Client(
                location=stop + 1, delivery=[1], service_duration=zone["service"], tw_early=zone["opens"][stop], tw_late=zone["closes"][stop],
                prize=zone["prizes"][stop], required=False)
            for stop in range(size - 1)
        ],
        depots=[pyvrp.Depot(0)],
        vehicle_types=[
            pyvrp.VehicleType(
                num_available=zone["collectors"], capacity=[zone["maximum_stops"]], tw_early=zone["shift"][0], tw_late=zone["shift"][1])
        ],
        distance_matrices=[travel], duration_matrices=[travel])
    began = time.process_time()
    result = pyvrp.solve(data, lambda _: time.process_time() - began >= seconds, seed=1, collect_stats=False, display=False)
    return [[stop.idx for stop in route.schedule() if stop.is_client()] for route in result.best.routes()]


def price(zone: dict, routes: list[list[int]]) -> tuple[int, int]:
    """Prize less travel, and stops visited; raises when a route is not legal."""
    size = len(zone["opens"]) + 1
    value, seen = 0, set()
    if len(routes) > zone["collectors"]:
        raise ValueError("more routes than collectors")
    for route in routes:
        now, here = zone["shift"][0], 0
        for stop in route:
            leg = zone["seconds"][here * size + stop + 1]
            now = max(now + leg, zone["opens"][stop])
            if now > zone["closes"][stop] or stop in seen:
                raise ValueError(f"stop {stop} late or twice")
            now, here = now + zone["service"], stop + 1
            seen.add(stop)
            value += zone["prizes"][stop] - leg
        home = zone["seconds"][here * size]
        value -= home
        if now + home > zone["shift"][1] or len(route) > zone["maximum_stops"]:
            raise ValueError("a route beyond its shift or its maximum of stops")
    return value, len(seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zones", type=Path)
    parser.add_argument("--seconds", type=float, default=600, help="CPU seconds for all zones together")
    args = parser.parse_args()
    files = sorted(args.zones.glob("zone-*.json"))
    if not files:
        parser.error(f"{args.zones} has no zone-*.json")
    total, visited = 0, 0
    for file in files:
        zone = json.loads(file.read_text())
        value, stops = price(zone, solve(zone, args.seconds / len(files)))
        total, visited = total + value, visited + stops
    print(json.dumps({
        "figure": "city_plan", "solver": "pyvrp", "unit": "prize_less_cost", "zones": len(files), "cpu_seconds": args.seconds,
        "visited": visited, "value": total}))


if __name__ == "__main__":
    main()
