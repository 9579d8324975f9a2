/// What a visit should have said. The visit stays as it was recorded; of several corrections the one made last counts.
public struct VisitCorrected: Event {
  public static let type = "visit.corrected"
  public static let topic = Topics.visitCorrection
  public var key: RecordKey { RecordKey(debtorID, correctionID) }

  public var correctionID: CorrectionID
  public var visitID: VisitID
  public var debtorID: DebtorID
  /// Who corrected it.
  public var staffID: StaffID
  /// A result code of the tree by which the visit was recorded.
  public var outcome: String
  public var contactType: ContactType
  public var madeAt: Instant

  public init(
    correctionID: CorrectionID, visitID: VisitID, debtorID: DebtorID, staffID: StaffID, outcome: String, contactType: ContactType,
    madeAt: Instant
  ) {
    self.correctionID = correctionID
    self.visitID = visitID
    self.debtorID = debtorID
    self.staffID = staffID
    self.outcome = outcome
    self.contactType = contactType
    self.madeAt = madeAt
  }

  private enum CodingKeys: String, CodingKey {
    case correctionID = "correction_id"
    case visitID = "visit_id"
    case debtorID = "debtor_id"
    case staffID = "staff_id"
    case outcome
    case contactType = "contact_type"
    case madeAt = "made_at"
  }
}
