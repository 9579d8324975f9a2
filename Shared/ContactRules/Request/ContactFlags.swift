public import Contracts

/// What is known of a debtor or an account that pauses or limits contact.
public struct ContactFlags: OptionSet, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let doNotContact = ContactFlags(rawValue: 1 << 0)
  /// A written demand to stop.
  public static let cease = ContactFlags(rawValue: 1 << 1)
  public static let dispute = ContactFlags(rawValue: 1 << 2)
  public static let hardship = ContactFlags(rawValue: 1 << 3)
  public static let insolvency = ContactFlags(rawValue: 1 << 4)
  public static let deceased = ContactFlags(rawValue: 1 << 5)
  /// Represented by a lawyer, who is then the only one to talk to.
  public static let represented = ContactFlags(rawValue: 1 << 6)
  public static let fraud = ContactFlags(rawValue: 1 << 7)
  /// The employer does not let staff be contacted at work.
  public static let employerProhibits = ContactFlags(rawValue: 1 << 8)

  /// The names by which rule data speaks of flags.
  static let names: [String: ContactFlags] = [
    "do_not_contact": .doNotContact, "cease": .cease, "dispute": .dispute, "hardship": .hardship, "insolvency": .insolvency,
    "deceased": .deceased, "represented": .represented, "fraud": .fraud, "employer_prohibits": .employerProhibits,
  ]

  /// Its names, in order.
  public var names: [String] { Self.names.filter { !$0.value.isDisjoint(with: self) }.keys.sorted() }

  /// The flags of an account. Whether visits are authorised is no flag here but a field of the request.
  public init(_ flags: AccountFlags) {
    var set: ContactFlags = []
    if flags.doNotContact { set.insert(.doNotContact) }
    if flags.cease { set.insert(.cease) }
    if flags.dispute { set.insert(.dispute) }
    if flags.hardship { set.insert(.hardship) }
    if flags.insolvency { set.insert(.insolvency) }
    if flags.deceased { set.insert(.deceased) }
    if flags.legalRepresentative { set.insert(.represented) }
    if flags.fraud { set.insert(.fraud) }
    self = set
  }
}
