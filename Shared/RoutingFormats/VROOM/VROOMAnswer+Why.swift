import RoutePlanning

/// Why a job is served where it is, which VROOM does not say.
extension VROOMAnswer {
  /// `nil` unless explanations were asked for.
  func why(_ stop: Int) -> JSONValue? {
    guard let visit = explanation?.visit(stop) else { return nil }
    let others = zip(document.vehicles, visit.alternatives).compactMap { vehicle, alternative in
      alternative.map { JSONValue.members([("vehicle", .integer(vehicle.id))] + told($0)) }
    }
    return .members([
      ("reason", .string(visit.ground.code)), ("by", visit.ground.amount.map { .integer(signedCost($0)) }),
      ("cost", .integer(signedCost(visit.cost))),
      ("better_than_next_place", visit.betterThanNextPlace.map { .integer(signedCost($0)) }), ("others", .array(others)),
    ])
  }

  private func told(_ alternative: VisitExplanation.Alternative) -> [(String, JSONValue?)] {
    switch alternative {
    case .costs(let more): [("costs_more", .integer(signedCost(more)))]
    case .forbidden(let violations): [("forbidden", .array(violations.map { .string($0.code) }))]
    }
  }

  /// `cost` rounds amounts from zero up.
  private func signedCost(_ value: Int) -> Int { value < 0 ? -cost(-value) : cost(value) }
}
