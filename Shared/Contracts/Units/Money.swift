/// An ISO 4217 currency that Ronda knows, with the number of decimals used in practice.
public struct Currency: RawRepresentable, Hashable, Sendable {
  public let rawValue: String

  /// `nil` for a code that Ronda does not know.
  public init?(rawValue: String) {
    guard Self.decimalsByCode[rawValue] != nil else { return nil }
    self.rawValue = rawValue
  }

  /// Digits after the decimal point: one major unit is 10^decimals minor units.
  public var decimals: Int { Self.decimalsByCode[rawValue] ?? 2 }

  public static let pen = Currency(known: "PEN")
  public static let cop = Currency(known: "COP")

  private init(known code: String) { rawValue = code }

  /// COP and CLP are handled without decimals although ISO lists two for COP.
  private static let decimalsByCode: [String: Int] = [
    "ARS": 2, "BOB": 2, "BRL": 2, "CLP": 0, "COP": 0, "CRC": 2, "DOP": 2, "EUR": 2, "GTQ": 2, "HNL": 2,
    "MXN": 2, "NIO": 2, "PAB": 2, "PEN": 2, "PYG": 0, "USD": 2, "UYU": 2,
  ]
}

extension Currency: Codable {
  public init(from decoder: any Decoder) throws {
    let code = try decoder.singleValueContainer().decode(String.self)
    guard let currency = Currency(rawValue: code) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "unknown currency"))
    }
    self = currency
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// An exact amount in minor units of one currency.
public struct Money: Hashable, Codable, Sendable {
  public var minor: Int64
  public var currency: Currency

  public init(minor: Int64, currency: Currency) {
    self.minor = minor
    self.currency = currency
  }
}
