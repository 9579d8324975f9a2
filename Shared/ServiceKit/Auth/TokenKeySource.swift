import Contracts

/// Where the public keys of access tokens come from.
public protocol TokenKeySource: Sendable {
  /// A JSON Web Key Set as JSON.
  func publicKeys() async throws -> [UInt8]
}

/// Keys that are known from the start.
public struct FixedTokenKeys: TokenKeySource {
  private let json: [UInt8]

  public init(_ keys: PublicTokenKeys) throws {
    json = try EventCoding.encode(keys)
  }

  public func publicKeys() -> [UInt8] { json }
}

/// Keys fetched from the address of a JSON Web Key Set.
public struct RemoteTokenKeys: TokenKeySource {
  private let url: String
  private let outbound: Outbound

  public init(url: String, outbound: Outbound) {
    self.url = url
    self.outbound = outbound
  }

  public func publicKeys() async throws -> [UInt8] {
    let response = try await outbound.send(
      OutboundRequest(url: url, timeout: .seconds(5), maximumResponseBytes: 1 << 20, retry: .brief))
    guard response.status == 200 else { throw OutboundError(kind: .status, message: "the key set was answered with \(response.status)") }
    return response.body
  }
}
