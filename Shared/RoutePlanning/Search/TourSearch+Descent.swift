extension TourSearch {
  /// A move is at most so many steps deep.
  static let deepest = 5
  /// The stop signal is asked once in so many nodes looked at.
  private static let nodesBetweenStopChecks = 32

  /// - Returns: by how much the tour became shorter.
  func descend(_ budget: SearchBudget?) -> Int {
    var gain = 0
    var looked = 0
    while let node = queue.pop() {
      looked += 1
      if looked % Self.nodesBetweenStopChecks == 0, let budget, budget.shouldStop() { break }
      while true {
        var step = improve(node, true)
        if step == 0 { step = improve(node, false) }
        if step == 0 { break }
        gain += step
      }
    }
    while queue.pop() != nil {}
    return gain
  }

  /// Takes out the leg from `base` to its neighbour on one side, and goes on from there. Returns the gain, 0 when all was taken back.
  private func improve(_ base: Int, _ isForward: Bool) -> Int {
    var isForward = isForward
    var start = tour.next(base, isForward)
    var removed = legs.leg(base, start)
    let mark = tour.turnCount
    for _ in 0..<Self.deepest {
      let step = bestStep(base, start, removed, isForward)
      if step.kind == .none { break }
      touch(start, step)
      make(step, from: start, &isForward)
      if step.closed > 0 {
        touched.push(base)
        while let node = touched.pop() { queue.push(node) }
        return step.closed
      }
      start = step.start
      removed = step.open
    }
    tour.takeBack(to: mark)
    while touched.pop() != nil {}
    return 0
  }

  private func touch(_ start: Int, _ step: TourStep) {
    touched.push(start)
    touched.push(step.third)
    touched.push(step.fourth)
    touched.push(step.start)
    if step.kind != .turned { touched.push(step.fifth) }
  }

  private func make(_ step: TourStep, from start: Int, _ isForward: inout Bool) {
    switch step.kind {
    case .none: break
    case .turned: tour.turn(start, step.start, &isForward)
    case .turnedForward:
      tour.turn(start, step.start, &isForward)
      tour.turn(step.fourth, start, &isForward)
    case .turnedBack:
      tour.turn(start, step.fourth, &isForward)
      tour.turn(step.fourth, step.start, &isForward)
    case .exchanged:
      tour.turn(start, step.third, &isForward)
      tour.turn(step.third, step.start, &isForward)
      tour.turn(step.fifth, start, &isForward)
    case .turnedBoth:
      tour.turn(start, step.start, &isForward)
      tour.turn(step.fifth, step.third, &isForward)
    }
  }

  /// The first step found that makes the tour shorter, else the one after which most is to be gained.
  @inline(__always)
  private func bestStep(_ base: Int, _ start: Int, _ removed: Int, _ isForward: Bool) -> TourStep {
    var best = TourStep()
    let behind = tour.next(start, isForward)
    for rank in 0..<legs.close {
      let (third, leg) = legs.close(start, rank)
      let open = removed &- leg
      if open <= 0 { break }
      if third == behind || third == base { continue }
      let place = tour.steps(from: start, to: third, isForward)
      let fourth = tour.next(third, !isForward)
      let reach = open &+ legs.leg(third, fourth)
      let closed = reach &- legs.leg(fourth, base)
      if closed > 0 { return TourStep(kind: .turned, third: third, fourth: fourth, start: fourth, open: reach, closed: closed) }
      if goOnTurned(base, start, third, fourth, place, reach, isForward, &best) { return best }
      let other = tour.next(third, isForward)
      if goOnCut(base, start, third, other, place, open &+ legs.leg(third, other), isForward, &best) { return best }
    }
    return best
  }

  /// From `fourth`, the node before `third`. Returns whether `best` makes the tour shorter.
  @inline(__always)
  private func goOnTurned(
    _ base: Int, _ start: Int, _ third: Int, _ fourth: Int, _ place: Int, _ open: Int, _ isForward: Bool, _ best: inout TourStep
  ) -> Bool {
    let before = tour.next(fourth, !isForward)
    for rank in 0..<legs.close {
      let (fifth, leg) = legs.close(fourth, rank)
      let left = open &- leg
      if left <= 0 { break }
      if fifth == third || fifth == base || fifth == before { continue }
      let isBeyond = tour.steps(from: start, to: fifth, isForward) > place
      let last = tour.next(fifth, isBeyond != isForward)
      let reach = left &+ legs.leg(fifth, last)
      let closed = reach &- legs.leg(last, base)
      if closed <= 0, reach <= best.open { continue }
      let kind = isBeyond ? TourStep.Kind.turnedForward : .turnedBack
      best = TourStep(kind: kind, third: third, fourth: fourth, fifth: fifth, start: last, open: reach, closed: closed)
      if closed > 0 { return true }
    }
    return false
  }

  /// From `fourth`, the node behind `third`: what lies up to `third` is a circle then, which has to be cut open again.
  @inline(__always)
  private func goOnCut(
    _ base: Int, _ start: Int, _ third: Int, _ fourth: Int, _ place: Int, _ open: Int, _ isForward: Bool, _ best: inout TourStep
  ) -> Bool {
    for rank in 0..<legs.close {
      let (fifth, leg) = legs.close(fourth, rank)
      let left = open &- leg
      if left <= 0 { break }
      if fifth == third { continue }
      let its = tour.steps(from: start, to: fifth, isForward)
      if its > place { continue }
      for isBehind in [true, false] where isBehind || its > 0 {
        let last = tour.next(fifth, isBehind == isForward)
        let reach = left &+ legs.leg(fifth, last)
        let closed = reach &- legs.leg(last, base)
        if closed <= 0, reach <= best.open { continue }
        let kind = isBehind ? TourStep.Kind.exchanged : .turnedBoth
        best = TourStep(kind: kind, third: third, fourth: fourth, fifth: fifth, start: last, open: reach, closed: closed)
        if closed > 0 { return true }
      }
    }
    return false
  }
}

extension TourSearch {
  /// Swaps two neighbouring short parts at a random place. Returns by how much the tour became longer.
  func kick() -> Int {
    let longest = min(Self.longestPart, (size - 2) / 3)
    let start = generator.next(below: size)
    let one = 1 + generator.next(below: longest)
    let two = 1 + generator.next(below: longest)
    func node(_ offset: Int) -> Int {
      let index = start &+ offset
      return Int(tour.order[index >= size ? index &- size : index])
    }
    let (a, b, c, d, e, f) = (node(0), node(1), node(one), node(one + 1), node(one + two), node(one + two + 1))
    let change = legs.leg(a, d) + legs.leg(e, b) + legs.leg(c, f) - legs.leg(a, b) - legs.leg(c, d) - legs.leg(e, f)
    var isForward = true
    tour.turn(b, e, &isForward)
    tour.turn(e, d, &isForward)
    tour.turn(c, b, &isForward)
    queue.push(a)
    queue.push(b)
    queue.push(c)
    queue.push(d)
    queue.push(e)
    queue.push(f)
    return change
  }
}
