import Contracts
import Postgres
import Reporting
import TestSupport
import Testing

@Suite("Corrections of visits")
struct CorrectionTests {
  private static func correction(_ number: Int, of visit: Int = 1, contact: ContactType, at seconds: Int = 0) -> VisitCorrected {
    VisitCorrected(
      correctionID: Samples.identifier(9_000 + number), visitID: Samples.visit(visit).visitID, debtorID: Samples.visit(visit).debtorID,
      staffID: Samples.ana, outcome: "corrected_\(number)", contactType: contact, madeAt: Samples.now.advanced(by: Seconds(seconds)))
  }

  @Test("C21: a correction restates the figures of its visit's day, whichever of the two comes first, and once however often it is sent")
  func restates() async throws {
    let visits = Delivery(visits: [Samples.visit(1), Samples.visit(2)])
    let corrections = Delivery(corrections: [Self.correction(1, contact: .thirdParty)])
    for order in [[visits, corrections], [corrections, visits]] {
      try await withReporting { service in
        for delivery in order { try await service.take(delivery) }
        for delivery in order { try await service.take(delivery) }
        let figure = try #require(try await service.figures().first)
        #expect((figure.visits, figure.contacts, figure.rightPartyContacts) == (2, 2, 1))
        #expect(try await service.count("fact_correction") == 1)
        let recorded = try await service.number("select count(*) from fact_visit where recorded_contact_type = 'right_party'")
        #expect(recorded == 2, "what was recorded stays")
        let rows = try await service.published(PublicVisit.self).filter { $0.visitID == Samples.visit(1).visitID }
        #expect(rows.last?.contactType == .thirdParty)
        #expect(rows.last?.outcome == "corrected_1")
        #expect(rows.last?.correctedAtMs == Samples.now.milliseconds)
        #expect(rows.map(\.rowVersion) == Array(1...Int64(rows.count)))
      }
    }
  }

  @Test("C21: of several corrections the one made last counts, in whatever order they come")
  func last() async throws {
    let first = Self.correction(1, contact: .noContact, at: 10)
    let second = Self.correction(2, contact: .thirdParty, at: 20)
    for order in [[first, second], [second, first]] {
      try await withReporting { service in
        try await service.take(Delivery(visits: [Samples.visit(1)]))
        for correction in order { try await service.take(Delivery(corrections: [correction])) }
        #expect(try await service.published(PublicVisit.self).last?.outcome == "corrected_2")
        #expect(try await service.figures().first?.contacts == 1)
      }
    }
  }
}
