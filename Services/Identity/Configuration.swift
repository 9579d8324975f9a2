public import Configuration
import Contracts
public import ServiceKit

/// What operators can set about identity.
public struct IdentitySettings: Sendable {
  public static let seed = Setting<String>(
    "identity.seed", default: "", "JSON file of staff, {\"staff\": [...]}; those who do not exist are added at start.")
  public static let seedPassword = Setting<String>(
    "seed.password", default: "", isSecret: true, "Password of seeded staff who have none yet; without it they cannot sign in.")
  public static let accessLifetime = Setting<Duration>(
    "identity.access.lifetime", default: .seconds(900), "How long an access token is good.")
  public static let sessionLifetime = Setting<Duration>(
    "identity.session.lifetime", default: .seconds(14 * 86_400), "How long a session lasts without being refreshed.")
  public static let refreshLeeway = Setting<Duration>(
    "identity.refresh.leeway", default: .seconds(30),
    "For how long a refresh token may be sent again when the answer to it was lost; later it counts as stolen.")
  public static let passwordCost = Setting<Int>(
    "identity.password.cost", default: 15, in: 10...18, "Logarithm of scrypt's N for new password hashes.")
  public static let failuresBeforeBlock = Setting<Int>(
    "identity.sign.in.failures", default: 5, in: 1...1_000, "Failed sign-ins of one account before it has to wait.")

  /// For the operator's manual.
  public static let documentation: [SettingDocumentation] = [
    seed.documentation, seedPassword.documentation, accessLifetime.documentation, sessionLifetime.documentation,
    refreshLeeway.documentation, passwordCost.documentation, failuresBeforeBlock.documentation,
  ]

  let seedPath: String?
  let password: String?
  let accessSeconds: Seconds
  let sessionSeconds: Seconds
  let leewaySeconds: Seconds
  let cost: PasswordHash.Cost
  let failures: Int
  let issuer: String

  public init(_ configuration: ConfigReader) throws {
    let path = try configuration.value(of: Self.seed)
    seedPath = path.isEmpty ? nil : path
    let password = try configuration.value(of: Self.seedPassword)
    self.password = password.isEmpty ? nil : password
    accessSeconds = Seconds(try configuration.value(of: Self.accessLifetime))
    sessionSeconds = Seconds(try configuration.value(of: Self.sessionLifetime))
    leewaySeconds = Seconds(try configuration.value(of: Self.refreshLeeway))
    let logarithm = try configuration.value(of: Self.passwordCost)
    cost = PasswordHash.Cost(
      logarithm: logarithm, blockSize: PasswordHash.Cost.ordinary.blockSize, parallelism: PasswordHash.Cost.ordinary.parallelism)
    failures = try configuration.value(of: Self.failuresBeforeBlock)
    issuer = try configuration.value(of: HostSettings.tokenIssuer)
  }
}
