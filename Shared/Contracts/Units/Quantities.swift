/// A length in whole metres.
public struct Metres: Hashable, Comparable, Codable, Sendable {
  public var value: Int
  public init(_ value: Int) { self.value = value }
  public static func < (lhs: Metres, rhs: Metres) -> Bool { lhs.value < rhs.value }
  public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int.self) }
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// A duration in whole seconds.
public struct Seconds: Hashable, Comparable, Codable, Sendable {
  public var value: Int
  public init(_ value: Int) { self.value = value }
  /// The whole seconds of a duration; what is over falls away.
  public init(_ duration: Duration) { value = Int(duration.components.seconds) }
  public static func < (lhs: Seconds, rhs: Seconds) -> Bool { lhs.value < rhs.value }
  public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int.self) }
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// A position on the globe (WGS 84) in millionths of a degree, about 11 cm; `lat` and `lon` in degrees on the wire.
public struct Coordinate: Hashable, Sendable {
  public let latitudeE6: Int32
  public let longitudeE6: Int32

  /// `nil` outside ±90° and ±180°.
  public init?(latitudeE6: Int32, longitudeE6: Int32) {
    guard (-90_000_000...90_000_000).contains(latitudeE6), (-180_000_000...180_000_000).contains(longitudeE6) else { return nil }
    self.latitudeE6 = latitudeE6
    self.longitudeE6 = longitudeE6
  }

  /// `nil` outside ±90° and ±180° and for values that are not numbers.
  public init?(latitude: Double, longitude: Double) {
    guard latitude.magnitude <= 90, longitude.magnitude <= 180 else { return nil }
    self.init(latitudeE6: Int32((latitude * 1e6).rounded()), longitudeE6: Int32((longitude * 1e6).rounded()))
  }

  public var latitude: Double { Double(latitudeE6) / 1e6 }
  public var longitude: Double { Double(longitudeE6) / 1e6 }
}

extension Coordinate: Codable {
  private enum CodingKeys: String, CodingKey { case lat, lon }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let latitude = try container.decode(Double.self, forKey: .lat)
    let longitude = try container.decode(Double.self, forKey: .lon)
    guard let coordinate = Coordinate(latitude: latitude, longitude: longitude) else {
      throw DecodingError.dataCorruptedError(
        forKey: .lat, in: container, debugDescription: "latitude must lie within ±90 and longitude within ±180 degrees")
    }
    self = coordinate
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(latitude, forKey: .lat)
    try container.encode(longitude, forKey: .lon)
  }
}
