package import Contracts
package import Negotiation

/// What somebody at the door, in the office or on the debtor's own page asks for under a relief plan.
package struct AgreementTerms: Codable, Equatable, Sendable {
  /// An instalment with an amount of its own.
  package struct Fixed: Codable, Equatable, Sendable {
    package var number: Int
    package var amountMinor: Int64
    /// In place of the level instalment, else on top of it.
    package var inPlace: Bool?

    package init(number: Int, amountMinor: Int64, inPlace: Bool? = nil) {
      self.number = number
      self.amountMinor = amountMinor
      self.inPlace = inPlace
    }

    private enum CodingKeys: String, CodingKey {
      case number
      case amountMinor = "amount_minor"
      case inPlace = "in_place"
    }
  }

  package var planCode: String
  /// The newest valid version when it does not say.
  package var planVersion: Int?
  package var method: ScheduleMethod
  package var instalments: Int
  package var frequency: Frequency
  package var firstDueOn: CalendarDate
  package var downPaymentMinor: Int64?
  package var waivers: [DebtComponent: Rate]?
  package var balloonMinor: Int64?
  package var fixedInstalments: [Fixed]?
  package var grace: Grace?

  package init(
    planCode: String, planVersion: Int? = nil, method: ScheduleMethod, instalments: Int, frequency: Frequency, firstDueOn: CalendarDate
  ) {
    self.planCode = planCode
    self.planVersion = planVersion
    self.method = method
    self.instalments = instalments
    self.frequency = frequency
    self.firstDueOn = firstDueOn
  }

  private enum CodingKeys: String, CodingKey {
    case planCode = "plan_code"
    case planVersion = "plan_version"
    case method, instalments, frequency
    case firstDueOn = "first_due_on"
    case downPaymentMinor = "down_payment_minor"
    case waivers
    case balloonMinor = "balloon_minor"
    case fixedInstalments = "fixed_instalments"
    case grace
  }

  /// How many instalments have an amount of their own.
  var specials: Int { (fixedInstalments?.count ?? 0) + ((balloonMinor ?? 0) > 0 ? 1 : 0) }
}
