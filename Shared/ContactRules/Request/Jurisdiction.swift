/// A country, or a part of one that has a law of its own.
public struct Jurisdiction: Hashable, Sendable {
  /// ISO 3166-1 alpha-2, upper case.
  public let country: String
  /// The part of an ISO 3166-2 code after the country, such as `SP` of `BR-SP`.
  public let subdivision: String?

  public init(_ country: String, subdivision: String? = nil) {
    self.country = country
    self.subdivision = subdivision
  }
}

extension Jurisdiction: CustomStringConvertible {
  public var description: String { subdivision.map { "\(country)-\($0)" } ?? country }
}
