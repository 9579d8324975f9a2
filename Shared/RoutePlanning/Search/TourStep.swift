/// One step of Lin-Kernighan: what is removed and added when the leg from `base` to the node behind it has been taken out of a tour.
///
/// What is left is a path that begins with that node, `start`, and ends with `base`. A step adds a leg from `start` to a close node
/// `third`, removes one of the legs of that, `fourth`'s, adds one from there to a close `fifth` and removes one of its legs, so that a path
/// is left again: with a new beginning, and the same end (a 3-opt move as one step of a deeper one: K. Helsgaun, "An effective
/// implementation of the Lin-Kernighan traveling salesman heuristic", European Journal of Operational Research 126, 2000).
struct TourStep {
  /// What becomes of the beginning of the path; the rest stays as it is. The place in the path of `third` is p3, that of `fifth` p5.
  enum Kind {
    case none
    /// [0, p3) turned round; nothing more is removed.
    case turned
    /// [p3, p5) turned round, then [0, p3).
    case turnedForward
    /// (p5, p3), then [0, p5] turned round.
    case turnedBack
    /// (p5, p3], then [0, p5].
    case exchanged
    /// [0, p5) turned round, then [p5, p3] turned round.
    case turnedBoth
  }

  var kind = Kind.none
  var third = 0
  var fourth = 0
  var fifth = 0
  /// The path's new beginning.
  var start = 0
  /// What was removed less what was added; without the leg that closes the path, and with it.
  var open = 0
  var closed = 0
}
