/// A marginal scale: each band's rate is taken of the part of the amount that lies within it.
public struct MarginalScale: Hashable, Codable, Sendable {
  public struct Band: Hashable, Codable, Sendable {
    /// Where the band ends; `nil` for the last.
    public let upTo: Int64?
    public let rate: Rate

    public init(upTo: Int64?, rate: Rate) {
      self.upTo = upTo
      self.rate = rate
    }

    private enum CodingKeys: String, CodingKey {
      case upTo = "up_to"
      case rate
    }
  }

  public let bands: [Band]

  /// - Throws: ``NegotiationProblem`` unless the bands rise and only the last is open.
  public init(_ bands: [Band]) throws(NegotiationProblem) {
    var lower: Int64 = 0
    for (index, band) in bands.enumerated() {
      guard index == bands.count - 1 ? band.upTo == nil : (band.upTo ?? 0) > lower else {
        throw NegotiationProblem(
          "bands_out_of_order", "bands", "Band \(index + 1) does not end above the one before, or not last and open.")
      }
      lower = band.upTo ?? lower
    }
    guard let last = bands.last, last.upTo == nil, lower <= ScheduleTerms.largestMinor else {
      throw NegotiationProblem("bands_out_of_order", "bands", "A scale has at least one band, and the last is open.")
    }
    self.bands = bands
  }

  public init(from decoder: any Decoder) throws {
    let bands = try decoder.singleValueContainer().decode([Band].self)
    do {
      try self.init(bands)
    } catch {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: error.message))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bands)
  }

  /// The sum over the bands of an amount in minor units, in units of 10^-20 of them: not rounded yet.
  ///
  /// - Parameter unitHundredths: what one unit of the bands' limits is worth, in hundredths of a minor unit; 100 when they are in minor
  ///   units themselves.
  func exact(_ amount: Int64, unitHundredths: Int64 = 100) -> Int128 {
    let scaled = Int128(amount) * 100
    var lower: Int128 = 0
    var sum: Int128 = 0
    for band in bands {
      let upper = band.upTo.map { min(scaled, Int128($0) * Int128(unitHundredths)) } ?? scaled
      if upper > lower { sum += (upper - lower) * Int128(band.rate.units) }
      lower = max(lower, upper)
    }
    return sum
  }

  static let exactOne = 100 * Int128(Rate.one)
}
