"""Runs `ronda route solve` and the peers on the same instances, one after another, and writes a table of mean gaps to the best known (%).

    python compare.py --seconds 1 10 --families solomon gh200 --solvers ronda pyvrp

Every solution is checked and priced here, whoever found it. One thread each, CPU seconds.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

from instance import Instance

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]

# A few instances of each family, not chosen by result; --all takes every one.
FAMILIES = {
    "solomon": ("solomon", "txt", ["C103", "R109", "RC107", "C203", "R207", "RC205"]),
    "gh200": ("homberger", "txt", ["C1_2_2", "R1_2_6", "RC1_2_2", "C2_2_4", "R2_2_9", "RC2_2_4"]),
    "gh400": ("homberger", "txt", ["C1_4_6", "R1_4_2", "RC1_4_6", "C2_4_4", "R2_4_9", "RC2_4_4"]),
    "gh1000": ("homberger", "txt", ["C1_10_2", "R1_10_6", "RC1_10_2", "C2_10_4", "R2_10_9", "RC2_10_4"]),
    "prizes": ("pcvrptw", "vrp", ["C1_10_1", "R1_10_5", "RC1_10_5", "C2_10_5", "R2_10_1", "RC2_10_1"]),
    "toptw": ("toptw", "txt", ["c107:2", "r103:4", "r109:2", "rc103:3", "pr05:1", "pr09:1"]),
    "tsp": ("tsplib", "tsp", ["kroB200", "pcb442", "pr1002", "pr2392"]),
}


def ours(binary: Path, file: Path, seconds: float, fleet: int | None):
    command = [str(binary), "route", "solve", str(file), "--json", "--seconds", str(seconds)] + (["--vehicles", str(fleet)] if fleet else [])
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["routes"]


def peer(solver: str, file: Path, seconds: float, fleet: int | None):
    command = [sys.executable, str(HERE / "peers.py"), solver, str(file), str(seconds)] + ([str(fleet)] if fleet else [])
    finished = subprocess.run(command, capture_output=True, text=True)
    return json.loads(finished.stdout)["routes"] if finished.returncode == 0 and finished.stdout else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", nargs="+", type=float, default=[1, 10])
    parser.add_argument("--families", nargs="+", default=list(FAMILIES), choices=list(FAMILIES))
    parser.add_argument("--solvers", nargs="+", default=["ronda", "pyvrp", "ortools", "vroom"])
    parser.add_argument("--instances", type=Path, default=ROOT.parent / "shared/routing/instances")
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/ronda")
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    print("| family | seconds | " + " | ".join(args.solvers) + " |\n|---|---|" + "---|" * len(args.solvers))
    for family in args.families:
        folder, ending, names = FAMILIES[family]
        if args.all and ":" not in names[0]:
            size = {"gh200": "_2_", "gh400": "_4_", "gh1000": "_10_"}.get(family, "")
            names = sorted(f.stem for f in (args.instances / folder).glob(f"*.{ending}") if size in f.stem)
        for seconds in args.seconds:
            cells = []
            for solver in args.solvers:
                gaps, unsolved = [], 0
                for name in names:
                    stem, _, fleet = name.partition(":")
                    file = args.instances / folder / f"{stem}.{ending}"
                    inst = Instance(file, int(fleet) if fleet else None)
                    if (solver == "vroom" and inst.kind in ("pcvrptw", "tsp")) or (solver == "ortools" and inst.kind == "tsp"):
                        continue
                    find = ours(args.binary, file, seconds, inst.fleet) if solver == "ronda" else peer(solver, file, seconds, inst.fleet)
                    value, why = inst.price(find)
                    print(json.dumps({"family": family, "instance": name, "solver": solver, "seconds": seconds, "objective": value,
                                      "gap_percent": inst.gap(value), "why": why}), file=sys.stderr, flush=True)
                    gap = inst.gap(value)
                    unsolved += gap is None
                    gaps += [] if gap is None else [gap]
                cells.append((f"{sum(gaps) / len(gaps):.2f}" if gaps else "-") + (f" ({unsolved} unsolved)" if unsolved else ""))
            print(f"| {family} | {seconds:g} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
