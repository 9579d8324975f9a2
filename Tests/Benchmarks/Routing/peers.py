"""One solver on one instance, in a process of its own: prints its routes as one JSON line. CPU seconds, one thread.

    python peers.py pyvrp FILE SECONDS LIMIT [FLEET]

LIMIT: CPU seconds after which the kernel ends it.
"""
import json
import math
import os
import resource
import sys
import time
from pathlib import Path

from instance import Instance


def pyvrp(inst: Instance, seconds: float):
    import pyvrp as library

    # A score outweighs any travel, as TOPTW has it.
    weight = 1_000 * inst.scale if inst.kind == "toptw" else 1
    loads = inst.capacity is not None
    data = library.ProblemData(
        locations=[library.Location(float(x), float(y)) for x, y in inst.points],
        clients=[
            library.Client(
                location=node, delivery=[int(inst.load[node])] if loads else [], service_duration=int(inst.service[node]),
                tw_early=int(inst.opens[node]), tw_late=int(inst.closes[node]), prize=int(inst.prize[node]) * weight,
                required=not inst.is_optional)
            for node in range(1, len(inst.points))
        ],
        depots=[library.Depot(0)],
        vehicle_types=[
            library.VehicleType(
                num_available=inst.fleet, capacity=[inst.capacity] if loads else [], tw_early=int(inst.opens[0]), tw_late=int(inst.closes[0]))
        ],
        distance_matrices=[inst.matrix], duration_matrices=[inst.matrix])
    began = time.process_time()
    result = library.solve(data, lambda _: time.process_time() - began >= seconds, seed=1, collect_stats=False, display=False)
    return [[stop.idx + 1 for stop in route.schedule() if stop.is_client()] for route in result.best.routes()]


def ortools(inst: Instance, seconds: float):
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    manager = pywrapcp.RoutingIndexManager(len(inst.points), inst.fleet, 0)
    model = pywrapcp.RoutingModel(manager)
    travel = model.RegisterTransitMatrix(inst.matrix.tolist())
    model.SetArcCostEvaluatorOfAllVehicles(travel)
    timed = model.RegisterTransitMatrix((inst.matrix + inst.service[:, None]).tolist())
    horizon = int(inst.closes.max())
    model.AddDimension(timed, horizon, horizon, False, "time")
    times = model.GetDimensionOrDie("time")
    for node in range(1, len(inst.points)):
        times.CumulVar(manager.NodeToIndex(node)).SetRange(int(inst.opens[node]), int(inst.closes[node]))
        if inst.is_optional:
            model.AddDisjunction([manager.NodeToIndex(node)], int(inst.prize[node]) * (10 * inst.scale if inst.kind == "toptw" else 1))
    if inst.capacity is not None:
        loads = model.RegisterUnaryTransitVector(inst.load.tolist())
        model.AddDimension(loads, 0, inst.capacity, True, "load")
    options = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy
    options.first_solution_strategy = first.PATH_CHEAPEST_ARC if inst.is_optional else first.SAVINGS
    options.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    # It only knows the wall's clock: the processor's is asked at each plan it finds, and the wall's is for a search that finds none.
    options.time_limit.FromMilliseconds(int(seconds * 10_000))
    best = {"cost": math.inf, "routes": []}
    began = time.process_time()

    def found():
        cost = model.CostVar().Max()
        if cost < best["cost"] and time.process_time() - began < seconds:
            best.update(cost=cost, routes=[ortools_route(model, manager, vehicle) for vehicle in range(inst.fleet)])
        if time.process_time() - began >= seconds:
            model.solver().FinishCurrentSearch()

    model.AddAtSolutionCallback(found)
    model.SolveWithParameters(options)
    return best["routes"]


def ortools_route(model, manager, vehicle: int) -> list[int]:
    index, route = model.NextVar(model.Start(vehicle)).Value(), []
    while not model.IsEnd(index):
        route.append(manager.IndexToNode(index))
        index = model.NextVar(index).Value()
    return route


def vroom(inst: Instance, seconds: float):
    """Stops by itself; knows priorities, no prizes."""
    import numpy
    import vroom as library

    problem = library.Input()
    problem.set_durations_matrix("car", inst.matrix.astype(numpy.uint32))
    loads = inst.capacity is not None
    for number in range(inst.fleet):
        problem.add_vehicle(
            library.Vehicle(number + 1, start=0, end=0, capacity=[inst.capacity] if loads else [], time_window=(int(inst.opens[0]), int(inst.closes[0]))))
    for node in range(1, len(inst.points)):
        problem.add_job(
            library.Job(
                node, location=node, default_service=int(inst.service[node]), delivery=[int(inst.load[node])] if loads else [],
                time_windows=[(int(inst.opens[node]), int(inst.closes[node]))], priority=min(100, int(inst.prize[node])) if inst.kind == "toptw" else 0))
    answer = problem.solve(exploration_level=5, nb_threads=1).to_dict()
    return [[step["id"] for step in route["steps"] if step["type"] == "job"] for route in answer["routes"]]


def main() -> None:
    solver, file, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[4]), int(sys.argv[4])))
    inst = Instance(file, int(sys.argv[5]) if len(sys.argv) > 5 else None)
    began = time.process_time()
    routes = {"pyvrp": pyvrp, "ortools": ortools, "vroom": vroom}[solver](inst, seconds)
    print(json.dumps({"routes": routes, "cpu_seconds": round(time.process_time() - began, 2)}), flush=True)
    os._exit(0)  # Threads of a solver must not keep the process alive after its answer.


if __name__ == "__main__":
    main()
