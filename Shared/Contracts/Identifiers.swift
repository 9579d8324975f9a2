public import FoundationEssentials

/// A UUID that says what it identifies; lower-case text on the wire.
public struct Identifier<Subject>: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UUID

  public init(rawValue: UUID) { self.rawValue = rawValue }

  /// `nil` unless `text` is a UUID.
  public init?(_ text: String) {
    guard let uuid = UUIDText.uuid(of: text) else { return nil }
    rawValue = uuid
  }

  public static func < (lhs: Self, rhs: Self) -> Bool { UUIDText.precedes(lhs.rawValue, rhs.rawValue) }
}

extension Identifier: CustomStringConvertible {
  public var description: String { UUIDText.text(of: rawValue) }
}

extension Identifier: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let identifier = Self(text) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "expected a UUID"))
    }
    self = identifier
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A short text key given by people or by an upstream system, such as a creditor's code.
public struct Code<Subject>: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ text: String) { rawValue = text }
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension Code: CustomStringConvertible {
  public var description: String { rawValue }
}

extension Code: Codable {
  public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

// What the identifiers identify. None of these has a value.
public enum DebtorSubject {}
public enum AccountSubject {}
public enum AddressSubject {}
public enum ContactSubject {}
public enum PartySubject {}
public enum TaskSubject {}
public enum RouteSubject {}
public enum StopSubject {}
public enum VisitSubject {}
public enum CorrectionSubject {}
public enum PositionSubject {}
public enum PromiseSubject {}
public enum AgreementSubject {}
public enum MessageSubject {}
public enum StaffSubject {}
public enum ZoneSubject {}
public enum CreditorSubject {}
public enum PaymentSubject {}
public enum SegmentSubject {}
public enum StrategySubject {}
public enum ListSubject {}
public enum TeamSubject {}

public typealias DebtorID = Identifier<DebtorSubject>
public typealias AccountID = Identifier<AccountSubject>
public typealias AddressID = Identifier<AddressSubject>
public typealias ContactID = Identifier<ContactSubject>
public typealias PartyID = Identifier<PartySubject>
public typealias TaskID = Identifier<TaskSubject>
public typealias RouteID = Identifier<RouteSubject>
public typealias StopID = Identifier<StopSubject>
/// Made on the device: the idempotency key of a visit.
public typealias VisitID = Identifier<VisitSubject>
/// Made where a visit is corrected: the idempotency key of the correction.
public typealias CorrectionID = Identifier<CorrectionSubject>
public typealias PositionID = Identifier<PositionSubject>
public typealias PromiseID = Identifier<PromiseSubject>
/// Made on the device: the idempotency key of an agreement.
public typealias AgreementID = Identifier<AgreementSubject>
public typealias MessageID = Identifier<MessageSubject>
public typealias StaffID = Identifier<StaffSubject>
public typealias ZoneID = Identifier<ZoneSubject>
public typealias CreditorID = Code<CreditorSubject>
/// The bank's own key of a payment, unique per creditor.
public typealias PaymentID = Code<PaymentSubject>
public typealias SegmentID = Code<SegmentSubject>
public typealias StrategyID = Code<StrategySubject>
/// A list of debtors and accounts that people keep.
public typealias ListID = Code<ListSubject>
public typealias TeamID = Code<TeamSubject>
