import Contracts

/// The edge: everything the search relies on without looking again.
struct RoutingProblemChecks {
  /// A prize, and the cost of a leg, a route or an affinity.
  static let maximumAmount = 1_000_000_000

  let stops: [RoutingStop]
  let collectors: [RoutingCollector]
  let matrices: [TravelMatrix]
  let initialRoutes: [InitialRoute]

  func run() throws(RoutingProblemError) {
    guard !matrices.isEmpty else { throw RoutingProblemError(.problem, "matrices", "at least one travel matrix is needed") }
    for (index, matrix) in matrices.enumerated() { try check(matrix, .matrix(index)) }
    for (index, stop) in stops.enumerated() { try check(stop, .stop(index)) }
    for (index, collector) in collectors.enumerated() { try check(collector, .collector(index)) }
    try checkInitialRoutes()
  }

  private func check(_ matrix: TravelMatrix, _ subject: RoutingProblemError.Subject) throws(RoutingProblemError) {
    guard matrix.size == matrices[0].size, matrix.size > 0 else {
      throw RoutingProblemError(subject, "size", "\(matrix.size) places; all matrices need the same number, at least one")
    }
    guard matrix.seconds.count == matrix.size * matrix.size else {
      throw RoutingProblemError(subject, "seconds", "\(matrix.seconds.count) cells instead of \(matrix.size) x \(matrix.size)")
    }
    guard matrix.metres.count == matrix.size * matrix.size else {
      throw RoutingProblemError(subject, "metres", "\(matrix.metres.count) cells instead of \(matrix.size) x \(matrix.size)")
    }
    for cell in 0..<matrix.seconds.count {
      let seconds = matrix.seconds[cell]
      let metres = matrix.metres[cell]
      let isMissing = seconds == TravelMatrix.missing && metres == TravelMatrix.missing
      let isOnDiagonal = cell / matrix.size == cell % matrix.size
      let limit = Int32(RoutingProblem.maximumTime)
      guard isOnDiagonal ? seconds == 0 && metres == 0 : isMissing || (0...limit).contains(seconds) && (0...limit).contains(metres) else {
        let place = "from place \(cell / matrix.size) to \(cell % matrix.size)"
        let rule = isOnDiagonal ? "must be 0" : "must be missing in both or within 0...\(limit)"
        throw RoutingProblemError(subject, "cell", "\(place): \(seconds) s and \(metres) m \(rule)")
      }
    }
  }

  private func check(_ stop: RoutingStop, _ subject: RoutingProblemError.Subject) throws(RoutingProblemError) {
    try checkPlace(stop.place, subject, "place")
    for window in stop.windows { try check(window, subject, "windows") }
    try checkTime(stop.service, subject, "service")
    try checkAmount(stop.prize, subject, "prize")
    guard stop.priority >= 0 else { throw RoutingProblemError(subject, "priority", "\(stop.priority) is negative") }
    try checkAmount(stop.load, subject, "load")
    if let pinned = stop.pinnedCollector { try checkCollector(pinned, subject, "pinnedCollector") }
    if let pinned = stop.pinnedTime {
      try check(pinned, subject, "pinnedTime")
      guard !stop.openings.isEmpty else {
        throw RoutingProblemError(subject, "pinnedTime", "\(pinned.opens.value) to \(pinned.closes.value) meets none of the windows")
      }
    }
    if let affinity = stop.affinity {
      try checkCollector(affinity.collector, subject, "affinity")
      try checkAmount(affinity.cost, subject, "affinity")
    }
  }

  private func check(_ collector: RoutingCollector, _ subject: RoutingProblemError.Subject) throws(RoutingProblemError) {
    try checkPlace(collector.start, subject, "start")
    if let end = collector.end { try checkPlace(end, subject, "end") }
    try check(collector.shift, subject, "shift")
    try checkBreaks(collector.breaks, subject)
    if let stops = collector.maximumStops { try checkAmount(stops, subject, "maximumStops") }
    if let load = collector.maximumLoad { try checkAmount(load, subject, "maximumLoad") }
    if let travel = collector.maximumTravel { try checkAmount(travel.value, subject, "maximumTravel") }
    if let distance = collector.maximumDistance { try checkAmount(distance.value, subject, "maximumDistance") }
    if let duration = collector.maximumDuration { try checkTime(duration, subject, "maximumDuration") }
    if let share = collector.fairShare { try checkAmount(share, subject, "fairShare") }
    try checkMatrices(collector, subject)
    try checkCosts(collector, subject)
  }

  private func checkMatrices(_ collector: RoutingCollector, _ subject: RoutingProblemError.Subject) throws(RoutingProblemError) {
    guard matrices.indices.contains(collector.matrix) else {
      throw RoutingProblemError(subject, "matrix", "there is no matrix \(collector.matrix)")
    }
    guard collector.matrixByTime.count <= 24 else {
      throw RoutingProblemError(subject, "matrixByTime", "\(collector.matrixByTime.count) entries; at most 24")
    }
    var last = -1
    for timed in collector.matrixByTime {
      guard matrices.indices.contains(timed.matrix) else {
        throw RoutingProblemError(subject, "matrixByTime", "there is no matrix \(timed.matrix)")
      }
      try checkTime(timed.from, subject, "matrixByTime")
      guard timed.from.value > last else { throw RoutingProblemError(subject, "matrixByTime", "\(timed.from.value) is out of order") }
      last = timed.from.value
    }
  }

  private func checkBreaks(_ breaks: [CollectorBreak], _ subject: RoutingProblemError.Subject) throws(RoutingProblemError) {
    guard breaks.count <= 4 else { throw RoutingProblemError(subject, "breaks", "\(breaks.count) breaks; at most 4") }
    for (index, pause) in breaks.enumerated() {
      try check(TimeWindow(opens: pause.earliest, closes: pause.latest), subject, "breaks")
      try checkTime(pause.duration, subject, "breaks")
      guard index == 0 || breaks[index - 1].earliest <= pause.earliest, index == 0 || breaks[index - 1].latest <= pause.latest else {
        throw RoutingProblemError(subject, "breaks", "break \(index) lies before break \(index - 1)")
      }
    }
  }

  private func checkCosts(_ collector: RoutingCollector, _ subject: RoutingProblemError.Subject) throws(RoutingProblemError) {
    let costs = collector.costs
    try checkAmount(costs.perSecond, subject, "costs")
    try checkAmount(costs.perMetre, subject, "costs")
    try checkAmount(costs.perRoute, subject, "costs")
    try checkAmount(costs.perStopBeyondShare, subject, "costs")
    let matrix = matrices[collector.matrix]
    let dearest = matrix.mostSeconds * costs.perSecond + matrix.mostMetres * costs.perMetre
    guard dearest <= Self.maximumAmount else {
      throw RoutingProblemError(subject, "costs", "a leg could cost \(dearest); at most \(Self.maximumAmount): choose a coarser unit")
    }
  }

  private func checkInitialRoutes() throws(RoutingProblemError) {
    guard initialRoutes.count == collectors.count else {
      throw RoutingProblemError(.problem, "initialRoutes", "\(initialRoutes.count) routes for \(collectors.count) collectors")
    }
    var owner = [Int?](repeating: nil, count: stops.count)
    for (index, route) in initialRoutes.enumerated() {
      guard (0...route.stops.count).contains(route.locked) else {
        throw RoutingProblemError(.initialRoute(index), "locked", "\(route.locked) locked of \(route.stops.count) stops")
      }
      for stop in route.stops {
        guard stops.indices.contains(stop) else { throw RoutingProblemError(.initialRoute(index), "stops", "there is no stop \(stop)") }
        if let other = owner[stop] {
          throw RoutingProblemError(.initialRoute(index), "stops", "stop \(stop) is already on route \(other)")
        }
        owner[stop] = index
      }
    }
  }

  private func checkPlace(_ place: Int, _ subject: RoutingProblemError.Subject, _ field: String) throws(RoutingProblemError) {
    guard (0..<matrices[0].size).contains(place) else {
      throw RoutingProblemError(subject, field, "place \(place) is not among the \(matrices[0].size) of the travel matrix")
    }
  }

  private func checkCollector(_ index: Int, _ subject: RoutingProblemError.Subject, _ field: String) throws(RoutingProblemError) {
    guard collectors.indices.contains(index) else { throw RoutingProblemError(subject, field, "there is no collector \(index)") }
  }

  private func check(_ window: TimeWindow, _ subject: RoutingProblemError.Subject, _ field: String) throws(RoutingProblemError) {
    try checkTime(window.opens, subject, field)
    try checkTime(window.closes, subject, field)
    guard window.opens <= window.closes else {
      throw RoutingProblemError(subject, field, "\(window.opens.value) to \(window.closes.value) ends before it begins")
    }
  }

  private func checkTime(_ time: Seconds, _ subject: RoutingProblemError.Subject, _ field: String) throws(RoutingProblemError) {
    guard (0...RoutingProblem.maximumTime).contains(time.value) else {
      throw RoutingProblemError(subject, field, "\(time.value) s is not within 0...\(RoutingProblem.maximumTime)")
    }
  }

  private func checkAmount(_ amount: Int, _ subject: RoutingProblemError.Subject, _ field: String) throws(RoutingProblemError) {
    guard (0...Self.maximumAmount).contains(amount) else {
      throw RoutingProblemError(subject, field, "\(amount) is not within 0...\(Self.maximumAmount)")
    }
  }
}
