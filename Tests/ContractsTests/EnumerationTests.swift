import Contracts
import TestSupport
import Testing

/// The other direction of "every value that a schema lists decodes": every case of the Swift type is listed.
@Suite("Listed values")
struct EnumerationTests {
  struct Listed: Sendable, CustomTestStringConvertible {
    let schema: String
    let path: [String]
    let values: Set<String>
    var testDescription: String { "\(schema) \(path.joined(separator: "."))" }

    init<E: Event, Value: RawRepresentable<String>>(_ event: E.Type, _ path: String..., all values: [Value]) {
      schema = E.schemaName
      self.path = path
      self.values = Set(values.map(\.rawValue))
    }
  }

  static let all: [Listed] = [
    Listed(AccountUpdated.self, "product_type", all: ProductType.allCases),
    Listed(AccountUpdated.self, "status", all: AccountStatus.allCases),
    Listed(AgreementChanged.self, "state", all: AgreementState.allCases),
    Listed(AgreementChanged.self, "cause", all: AgreementCause.allCases),
    Listed(DebtorUpdated.self, "person_type", all: [PersonType.natural, .legal]),
    Listed(DebtorUpdated.self, "addresses", "*", "kind", all: AddressKind.allCases),
    Listed(DebtorUpdated.self, "contacts", "*", "channel", all: ContactChannel.allCases),
    Listed(NotificationChanged.self, "channel", all: ContactChannel.allCases),
    Listed(NotificationChanged.self, "state", all: MessageState.allCases),
    Listed(PaymentRecorded.self, "kind", all: PaymentKind.allCases),
    Listed(PromiseChanged.self, "state", all: PromiseState.allCases),
    Listed(PublicAccount.self, "product_type", all: ProductType.allCases),
    Listed(PublicAccount.self, "status", all: AccountStatus.allCases),
    Listed(PublicAccount.self, "stage", all: Stage.allCases),
    Listed(PublicVisit.self, "contact_type", all: ContactType.allCases),
    Listed(PublicVisit.self, "geo_verdict", all: GeoVerdict.allCases),
    Listed(ExclusionChanged.self, "kind", all: RestrictionKind.allCases),
    Listed(RestrictionsChanged.self, "restrictions", "*", "kind", all: RestrictionKind.allCases),
    Listed(RoutePlanned.self, "cause", all: RouteCause.allCases),
    Listed(RoutePlanned.self, "stops", "*", "status", all: StopStatus.allCases),
    Listed(StaffChanged.self, "roles", "*", all: StaffRole.allCases),
    Listed(TaskChanged.self, "kind", all: TaskKind.allCases),
    Listed(TaskChanged.self, "queue", all: TaskQueue.allCases),
    Listed(TaskChanged.self, "state", all: TaskState.allCases),
    Listed(TaskChanged.self, "close_reason", all: TaskCloseReason.allCases),
    Listed(TreatmentChanged.self, "stage", all: Stage.allCases),
    Listed(TreatmentChanged.self, "state", all: TreatmentState.allCases),
    Listed(VisitRecorded.self, "contact_type", all: ContactType.allCases),
    Listed(VisitRecorded.self, "geo_verdict", all: GeoVerdict.allCases),
  ]

  @Test("every case of the Swift type is listed in the schema", arguments: all)
  func everyCaseIsListed(_ listed: Listed) throws {
    let catalogue = try Schemas.catalogue
    var node = try catalogue.requiredNode(listed.schema)
    for step in listed.path {
      let shape = try catalogue.shape(of: node)
      node = try #require(step == "*" ? shape.items : shape.properties[step])
    }
    let values = try #require(try catalogue.shape(of: node).enumeration).compactMap(\.string)
    #expect(Set(values) == listed.values)
  }
}
