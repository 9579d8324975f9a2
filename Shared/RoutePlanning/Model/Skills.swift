/// A set of up to 64 skills; the caller gives each of its skills a bit.
public struct Skills: OptionSet, Hashable, Sendable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}
