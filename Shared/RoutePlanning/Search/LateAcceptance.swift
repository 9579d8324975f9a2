/// Accepts what is no worse than the plan of some hundred steps ago (E. K. Burke and Y. Bykov, "The late acceptance
/// hill-climbing heuristic", EJOR 258, 2017): no schedule to tune, so a search may be stopped at any time.
struct LateAcceptance {
  private var history: [Int]
  private var next = 0

  init(length: Int, objective: Int) {
    history = [Int](repeating: objective, count: max(1, length))
  }

  mutating func accepts(_ candidate: Int, current: Int) -> Bool {
    let accepted = candidate <= current || candidate < history[next]
    let now = accepted ? candidate : current
    if now < history[next] { history[next] = now }
    next = next + 1 == history.count ? 0 : next + 1
    return accepted
  }
}
