import Contracts
import Foundation
import Kafka
import Logging
import Messaging
import Postgres

/// A planned stop with one account, whose whole overdue amount one payment can settle.
struct PayableStop: Sendable {
  let route: String
  let stopID: StopID
  let creditorID: String
  let accountNumber: String
  let currency: String
  let overdueMinor: Int64

  private struct Payment: Encodable {
    let type = "payment.posted"
    let paymentID: String
    let creditorID: String
    let accountNumber: String
    let amountMinor: Int64
    let currency: String
    let valueDate: CalendarDate
    let postedAt: Instant
    let channel = "branch"

    private enum CodingKeys: String, CodingKey {
      case type, currency, channel
      case paymentID = "payment_id"
      case creditorID = "creditor_id"
      case accountNumber = "account_number"
      case amountMinor = "amount_minor"
      case valueDate = "value_date"
      case postedAt = "posted_at"
    }
  }

  /// A payment of everything, as bare JSON.
  func payment(at now: Instant) throws -> [UInt8] {
    let payment = Payment(
      paymentID: "bench-\(UUID().uuidString)", creditorID: creditorID, accountNumber: accountNumber, amountMinor: overdueMinor,
      currency: currency, valueDate: now.dateInUTC, postedAt: now)
    return [UInt8](try JSONEncoder().encode(payment))
  }
}

/// Finds what can be paid: from the routes on their topic, and the accounts as ingestion knows them.
struct PayableStops {
  let instance: RunningInstance
  let logger: Logger

  func find(_ count: Int, patience: Duration) async throws -> [PayableStop] {
    let deadline = ContinuousClock.now + patience
    var known = -1
    while ContinuousClock.now < deadline {
      let stops = try await payable()
      // Planning goes zone by zone; the day is ready when a second look finds no more.
      if !stops.isEmpty, stops.count == known || stops.count >= count { return Array(stops.prefix(count)) }
      known = stops.count
      try await Task.sleep(for: .seconds(3))
    }
    throw BenchmarkFailed("no planned stops in time: is a sample loaded?")
  }

  private func payable() async throws -> [PayableStop] {
    var newest: [String: RoutePlanned] = [:]
    for record in try await TopicReader.readAll(instance.name(of: Topics.route), configuration: instance.kafka, logger: logger) {
      guard let value = record.value else { continue }
      let route = try EventCoding.decode(RoutePlanned.self, from: value)
      if newest[route.key.text]?.version ?? 0 < route.version { newest[route.key.text] = route }
    }
    let accounts = try await singleAccounts()
    return newest.sorted { $0.key < $1.key }.flatMap { key, route in
      route.stops.filter { $0.status == .planned && $0.accountIDs.count == 1 }.compactMap { stop in
        accounts[stop.debtorID]?(key, stop.stopID)
      }
    }
  }

  /// What the bank calls the account of each debtor who has one that is overdue, and no other.
  private func singleAccounts() async throws -> [DebtorID: (String, StopID) -> PayableStop] {
    let pool = PostgresPool(PostgresConfiguration(url: instance.postgresURL, applicationName: "bench"), size: 1, logger: logger)
    let rows: [PostgresRow]
    do {
      rows = try await pool.query(
        """
        select debtor_id, min(creditor_id) as creditor, min(account_number) as number, min(currency) as currency,
          sum(overdue_principal_minor + overdue_interest_minor + overdue_late_interest_minor + overdue_fees_minor
            + overdue_insurance_minor)::bigint as overdue
        from ingestion.account group by debtor_id having count(*) = 1
        """)
    } catch {
      await pool.close()
      throw error
    }
    await pool.close()
    return try rows.reduce(into: [:]) { result, row in
      let overdue = try row.decode(Int64.self, "overdue")
      guard overdue > 0 else { return }
      let (creditor, number) = (try row.decode(String.self, "creditor"), try row.decode(String.self, "number"))
      let currency = try row.decode(String.self, "currency")
      result[try row.decode(DebtorID.self, "debtor_id")] = { route, stop in
        PayableStop(
          route: route, stopID: stop, creditorID: creditor, accountNumber: number, currency: currency, overdueMinor: overdue)
      }
    }
  }
}
