package import Contracts
package import FoundationEssentials

/// Gives things that have a natural key the same id everywhere and every time.
package struct Naming: Sendable {
  /// A UUID that follows from a kind and the parts of a key alone (RFC 9562, version 5).
  private let uuid: @Sendable (String, [String]) throws -> UUID

  package init(_ uuid: @escaping @Sendable (String, [String]) throws -> UUID) {
    self.uuid = uuid
  }

  package func account(_ creditor: CreditorID, _ number: String) throws(RecordError) -> AccountID {
    AccountID(rawValue: try make("account", creditor.rawValue, number))
  }

  /// `country`: the one that the identity belongs to, which need not be that of the home.
  package func debtor(country: String, idType: String, idNumber: String) throws(RecordError) -> DebtorID {
    DebtorID(rawValue: try make("debtor", country, idType, idNumber))
  }

  /// `place`: the address in its normal form.
  package func address(of debtor: DebtorID, _ place: String) throws(RecordError) -> AddressID {
    AddressID(rawValue: try make("address", debtor.description, place))
  }

  package func contact(of debtor: DebtorID, _ channel: ContactChannel, _ value: String) throws(RecordError) -> ContactID {
    ContactID(rawValue: try make("contact", debtor.description, channel.rawValue, value))
  }

  package func payment(_ creditor: CreditorID, _ payment: PaymentID) throws(RecordError) -> PaymentKey {
    PaymentKey(rawValue: try make("payment", creditor.rawValue, payment.rawValue))
  }

  /// `key`: the address, contact or party in its normal form.
  package func supplement(
    of debtor: DebtorID, _ part: SupplementPart, _ key: String, _ source: SupplementSource
  ) throws(RecordError) -> SupplementID {
    SupplementID(rawValue: try make("supplement", debtor.description, part.rawValue, key, source.rawValue))
  }

  /// `key`: role and person, of an account, of all debts to a creditor, or of every debt of the debtor.
  package func party(
    of debtor: DebtorID, _ account: AccountID?, _ creditor: CreditorID?, _ key: String
  ) throws(RecordError) -> PartyID {
    PartyID(rawValue: try make("party", debtor.description, account?.description ?? "", creditor?.rawValue ?? "", key))
  }

  /// Of somebody on a list: a debtor, or one of the debtor's accounts.
  package func exclusion(_ list: ListID, of debtor: DebtorID, _ account: AccountID?) throws(RecordError) -> ExclusionID {
    ExclusionID(rawValue: try make("exclusion", list.rawValue, debtor.description, account?.description ?? ""))
  }

  private func make(_ kind: String, _ parts: String...) throws(RecordError) -> UUID {
    do {
      return try uuid(kind, parts)
    } catch {
      // The service tries it once when it starts, so this is a machine that changes under it.
      throw RecordError(.namingUnavailable, "", "the system's cryptography refuses SHA-1, which names are made with")
    }
  }
}

package enum PaymentKeySubject {}
/// Stands for creditor and payment id, which are unique only together.
package typealias PaymentKey = Identifier<PaymentKeySubject>
