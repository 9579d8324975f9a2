"""Runs `ronda route solve` and the peers on the same instances, one after another, and writes a table of mean gaps to the best known (%).

    python compare.py --seconds 1 10 --families solomon gh200 --solvers ronda pyvrp --log runs.jsonl

Every solution is checked and priced here, whoever found it. One thread each, CPU seconds. With --log each run is kept as a line of that file
as soon as it is over, and runs that the file already has are not repeated: a run of hours may be interrupted and gone on with, and a table
may be made of some solvers' new figures beside the others' old ones (delete a solver's lines to measure it anew).
"""
import argparse
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from instance import Instance

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]

# A few instances of each family, not chosen by result; --all takes every one, --first the first so many.
FAMILIES = {
    "solomon": ("solomon", "txt", ["C103", "R109", "RC107", "C203", "R207", "RC205"]),
    "gh200": ("homberger", "txt", ["C1_2_2", "R1_2_6", "RC1_2_2", "C2_2_4", "R2_2_9", "RC2_2_4"]),
    "gh400": ("homberger", "txt", ["C1_4_6", "R1_4_2", "RC1_4_6", "C2_4_4", "R2_4_9", "RC2_4_4"]),
    "gh1000": ("homberger", "txt", ["C1_10_2", "R1_10_6", "RC1_10_2", "C2_10_4", "R2_10_9", "RC2_10_4"]),
    "prizes": ("pcvrptw", "vrp", ["C1_10_1", "R1_10_5", "RC1_10_5", "C2_10_5", "R2_10_1", "RC2_10_1"]),
    "toptw": ("toptw", "txt", ["c107:2", "r103:4", "r109:2", "rc103:3", "pr05:1", "pr09:1"]),
    "tsp": ("tsplib", "tsp", ["kroB200", "pcb442", "pr1002", "pr2392"]),
}
# VROOM stops by itself: one run an instance stands for every number of seconds.
SELF_STOPPING = {"vroom"}
UNABLE = {("vroom", "prizes"), ("vroom", "tsp"), ("ortools", "tsp")}


def chosen(family: str, args) -> list[str]:
    folder, ending, names = FAMILIES[family]
    if args.all and family == "toptw":
        with (args.instances / folder / "bks.csv").open() as table:
            names = [f"{row['instance']}:{row['m']}" for row in csv.DictReader(table)]
    elif args.all:
        size = {"gh200": "_2_", "gh400": "_4_", "gh1000": "_10_"}.get(family, "")
        names = sorted(f.stem for f in (args.instances / folder).glob(f"*.{ending}") if size in f.stem)
    # Spread over the list, so that a part has narrow and wide windows alike.
    step = max(1, len(names) // (args.first or len(names)))
    return names[step - 1 :: step]


class Runs:
    """The runs done, in memory and in the log."""

    def __init__(self, args):
        self.args, self.done = args, {}
        if args.log and args.log.exists():
            for line in args.log.read_text().splitlines():
                self._keep(json.loads(line))

    def _keep(self, run: dict) -> dict:
        self.done[run["family"], run["instance"], run["solver"], run["seconds"]] = run
        return run

    def get(self, family: str, name: str, solver: str, seconds: float) -> dict:
        seconds = 0 if solver in SELF_STOPPING else seconds
        return self.done.get((family, name, solver, seconds)) or self._run(family, name, solver, seconds)

    def _run(self, family: str, name: str, solver: str, seconds: float) -> dict:
        folder, ending, _ = FAMILIES[family]
        stem, _, fleet = name.partition(":")
        file = self.args.instances / folder / f"{stem}.{ending}"
        inst = Instance(file, int(fleet) if fleet else None)
        answer = self._solve(solver, file, seconds, inst.fleet)
        value, why = inst.price(answer["routes"])
        run = self._keep({
            "family": family, "instance": name, "solver": solver, "seconds": seconds, "objective": value, "gap_percent": inst.gap(value),
            "why": why or answer.get("failure", ""), "cpu_seconds": answer.get("cpu_seconds"), "load_average": round(os.getloadavg()[0], 1)})
        print(json.dumps(run), file=sys.stderr, flush=True)
        if self.args.log:
            with self.args.log.open("a") as log:
                log.write(json.dumps(run) + "\n")
        return run

    def _solve(self, solver: str, file: Path, seconds: float, fleet: int | None) -> dict:
        if solver == "ronda":
            command = [str(self.args.binary), "route", "solve", str(file), "--json", "--seconds", str(seconds)]
            command += ["--vehicles", str(fleet)] if fleet and "tsplib" not in file.parts else []
            return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        # A solver that knows no limit gets one from the kernel.
        limit = self.args.longest if solver in SELF_STOPPING else 4 * seconds + 60
        command = [sys.executable, str(HERE / "peers.py"), solver, str(file), str(seconds), str(int(limit))] + ([str(fleet)] if fleet else [])
        finished = subprocess.run(command, capture_output=True, text=True)
        if finished.returncode == 0 and finished.stdout:
            return json.loads(finished.stdout.splitlines()[-1])
        return {"routes": [], "failure": f"ended with {finished.returncode}; {limit:g} CPU seconds were allowed"}


def cell(runs: Runs, family: str, names: list[str], solver: str, seconds: float) -> str:
    if (solver, family) in UNABLE:
        return "-"
    gaps = [runs.get(family, name, solver, seconds)["gap_percent"] for name in names]
    found = [gap for gap in gaps if gap is not None]
    return (f"{sum(found) / len(found):.2f}" if found else "-") + (f" ({len(gaps) - len(found)} unsolved)" if len(found) < len(gaps) else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", nargs="+", type=float, default=[1, 10])
    parser.add_argument("--families", nargs="+", default=list(FAMILIES), choices=list(FAMILIES))
    parser.add_argument("--solvers", nargs="+", default=["ronda", "pyvrp", "ortools", "vroom"])
    parser.add_argument("--instances", type=Path, default=ROOT.parent / "shared/routing/instances")
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/ronda")
    parser.add_argument("--all", action="store_true", help="every instance of a family")
    parser.add_argument("--first", type=int, help="only about so many of a family, spread over its list")
    parser.add_argument("--log", type=Path, help="JSON lines of the runs; those it has are not repeated")
    parser.add_argument("--longest", type=int, default=300, help="CPU seconds allowed to a solver that stops by itself")
    args = parser.parse_args()
    runs = Runs(args)
    print("| family (instances) | seconds | " + " | ".join(args.solvers) + " |\n|---|---|" + "---|" * len(args.solvers), flush=True)
    for family in args.families:
        names = chosen(family, args)
        # Side by side: a machine that gets busier is busier for all.
        for name in names:
            for seconds in args.seconds:
                for solver in args.solvers:
                    if (solver, family) not in UNABLE:
                        runs.get(family, name, solver, seconds)
        for seconds in args.seconds:
            cells = [cell(runs, family, names, solver, seconds) for solver in args.solvers]
            print(f"| {family} ({len(names)}) | {seconds:g} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
