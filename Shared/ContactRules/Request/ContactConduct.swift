/// What a contact would do beside taking place: practices that laws forbid, and duties that it would leave undone.
///
/// Nothing of the kind is assumed. Whoever composes a message, a letter or a script of a visit says what is in it.
public struct ContactConduct: OptionSet, Sendable, Hashable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Asks why the debt is overdue.
  public static let asksReason = ContactConduct(rawValue: 1 << 0)
  /// An agency takes money, instead of the lender.
  public static let takesPayment = ContactConduct(rawValue: 1 << 1)
  public static let hiddenNumber = ContactConduct(rawValue: 1 << 2)
  /// Uses a name like that of a public body.
  public static let falseAuthority = ContactConduct(rawValue: 1 << 3)
  public static let threat = ContactConduct(rawValue: 1 << 4)
  /// Posters, lists of debtors, anything that others see.
  public static let publicExposure = ContactConduct(rawValue: 1 << 5)
  /// Looks like a paper of a court.
  public static let judicialLook = ContactConduct(rawValue: 1 << 6)
  /// People in odd dress.
  public static let oddDress = ContactConduct(rawValue: 1 << 7)
  public static let messageWithOthers = ContactConduct(rawValue: 1 << 8)
  /// Does not say who calls, for which lender, about what contract and amount.
  public static let unidentified = ContactConduct(rawValue: 1 << 9)
  /// By an agency that is not in the public register.
  public static let unregisteredAgency = ContactConduct(rawValue: 1 << 10)
  /// What was agreed is not put in writing.
  public static let unwrittenAgreement = ContactConduct(rawValue: 1 << 11)
  /// Leaves no record of the action.
  public static let unrecorded = ContactConduct(rawValue: 1 << 12)
  /// An electronic message that offers no way to refuse further ones.
  public static let withoutOptOut = ContactConduct(rawValue: 1 << 13)
  /// Reaches a minor or an elderly person.
  public static let minorOrElderly = ContactConduct(rawValue: 1 << 14)
  public static let disturbsHomeOrWork = ContactConduct(rawValue: 1 << 15)
  public static let refusesPaymentToLender = ContactConduct(rawValue: 1 << 16)

  /// The names by which rule data speaks of conduct.
  static let names: [String: ContactConduct] = [
    "asks_reason": .asksReason, "takes_payment": .takesPayment, "hidden_number": .hiddenNumber, "false_authority": .falseAuthority,
    "threat": .threat, "public_exposure": .publicExposure, "judicial_look": .judicialLook, "odd_dress": .oddDress,
    "message_with_others": .messageWithOthers, "unidentified": .unidentified, "unregistered_agency": .unregisteredAgency,
    "unwritten_agreement": .unwrittenAgreement, "unrecorded": .unrecorded, "without_opt_out": .withoutOptOut,
    "minor_or_elderly": .minorOrElderly, "disturbs_home_or_work": .disturbsHomeOrWork,
    "refuses_payment_to_lender": .refusesPaymentToLender,
  ]

  /// Its names, in order.
  public var names: [String] { Self.names.filter { !$0.value.isDisjoint(with: self) }.keys.sorted() }
}
