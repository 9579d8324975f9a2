import Contracts
import Foundation
import Kafka
import TestSupport

/// What the topics tell visit capture before a visit can be taken: a collector, a debtor, and that she is his.
struct CaptureScene {
  let collector = StaffID(rawValue: UUID())
  let debtor = DebtorID(rawValue: UUID())
  private let long = Instant(milliseconds: 1_700_000_000_000)

  func records(prefix: String) throws -> [KafkaProducerRecord] {
    func record<E: Event>(_ event: E) throws -> KafkaProducerRecord { try LedgerInput.record(event, topic: prefix + E.topic.name) }
    return [try record(member), try record(person), try record(assignment)]
  }

  /// The visit of a number, the same however often it is asked for.
  func visit(_ number: Int, at capturedAt: Instant) -> String {
    """
    {"visit_id":"\(visitID(number))","collector_id":"\(collector)","debtor_id":"\(debtor)","outcome":"nobody_home",
     "lat":-12.046374,"lon":-77.042793,"accuracy_m":10,"mock":false,"captured_at":"\(capturedAt)"}
    """
  }

  func visitID(_ number: Int) -> String {
    let digits = String(number)
    return "00000000-00f1-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  private var member: StaffChanged {
    StaffChanged(
      staffID: collector, fullName: "Persona", email: "persona@ronda.example", roles: [.collector], teamID: TeamID("lima"), zoneCodes: [],
      creditorIDs: [], city: "lima", home: nil, timeZone: "America/Lima", shiftStartsMinute: 480, shiftEndsMinute: 1_080, maximumStops: 30,
      active: true, version: 1, changedAt: long)
  }

  private var person: DebtorUpdated {
    DebtorUpdated(
      debtorID: debtor, idType: "DNI", idNumber: "44556677", fullName: "Persona", personType: .natural, birthDate: nil, language: "es-PE",
      country: "PE", timeZone: "America/Lima", addresses: [], contacts: [], totals: [], version: 1, updatedAt: long)
  }

  private var assignment: AssignmentChanged {
    AssignmentChanged(debtorID: debtor, zoneID: nil, collectorID: collector, teamID: TeamID("lima"), version: 1, changedAt: long)
  }
}
