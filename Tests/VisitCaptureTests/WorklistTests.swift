import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("The worklist")
struct WorklistTests {
  private func item(
    _ number: Int, distance: Int? = nil, amount: Int64 = 0, currency: Currency = .pen, dpd: Int = 0, priority: Int = 0,
    promise: String? = nil
  ) -> Worklist.Item {
    Worklist.Item(
      stopID: Samples.id(number), sequence: number, debtorID: Samples.rosa, name: "", location: Samples.rosaHome,
      distanceMetres: distance.map { Metres($0) }, amountMinor: amount, currency: currency, daysPastDue: dpd, priority: priority,
      promiseDueOn: promise.map(Samples.date))
  }

  @Test("V35: by distance, amount, days past due, priority and promise date, in the order of the data; ties as on the route")
  func orders() {
    let items = [
      item(1, distance: 900, amount: 500, dpd: 30, priority: 10, promise: "2026-12-02"),
      item(2, distance: 100, amount: 500, dpd: 90, priority: 70),
      item(3, distance: 900, amount: 700, dpd: 30, priority: 70, promise: "2026-11-30"), item(4, amount: 900, currency: .cop, dpd: 31),
    ]
    let expected: [(Worklist.Order, [Int])] = [
      (.route, [1, 2, 3, 4]), (.distance, [2, 1, 3, 4]), (.amount, [4, 3, 1, 2]), (.dpd, [2, 4, 1, 3]), (.priority, [2, 3, 1, 4]),
      (.promiseDate, [3, 1, 2, 4]),
    ]
    for (order, sequence) in expected {
      #expect(Worklist.sorted(items, by: order).map(\.sequence) == sequence, "\(order)")
      #expect(Worklist.sorted(items.reversed(), by: order).map(\.sequence) == sequence, "\(order), from another order")
    }
  }

  @Test("V27, V35: a collector's worklist is the stops of the day, with distances from where the collector is, and nobody else's")
  func overHTTP() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(promises: [Records.promise(1)]))
      let list: JSONValue = try await capture.get("worklist?date=2026-11-23&sort=distance&lat=-12.05&lon=-77.04", as: Capture.ana)
      let items = try #require(list["items"]?.array)
      #expect(items.map { $0["stop_id"]?.string } == [Samples.rosaStop.description])
      #expect(items.first?["distance_metres"] == .integer(505))
      #expect(items.first?["days_past_due"] == .integer(45))
      #expect(items.first?["promise_due_on"]?.string == "2026-11-27")
      #expect(try await capture.send("GET", "worklist?sort=colour", as: Capture.ana).status == 422)
      #expect(try await capture.send("GET", "worklist?lat=91&lon=0", as: Capture.ana).status == 422)
    }
  }
}
