import AssignmentRouting
import Contracts
import Foundation
import Messaging
import Postgres
import TestSupport
import Testing

/// Figures for people to look at; run with RONDA_BENCH=1. Nothing here depends on time.
@Suite("Figures", .enabled(if: ProcessInfo.processInfo.environment["RONDA_BENCH"] != nil), .serialized)
struct RoutingBench {
  private func measured<T>(_ what: String, _ body: () async throws -> T) async rethrows -> T {
    let began = ContinuousClock.now
    let value = try await body()
    print("{\"figure\":\"\(what)\",\"seconds\":\((ContinuousClock.now - began) / .seconds(1))}")
    return value
  }

  @Test("20,000 debtors in 20 zones with 60 collectors are taken in, shared out and planned")
  func portfolio() async throws {
    try await Stage.run { stage in
      let zones = (0..<20).map { stage.square("Z\($0)", 30 + $0 % 5 * 20, $0 / 5 * 20, 50 + $0 % 5 * 20, 20 + $0 / 5 * 20) }
      try await stage.importZones(zones)
      try await stage.staff(
        (0..<60).map { number in
          let zone = number % 20
          return Given.collector(
            number, zones: ["Z\(zone)"], maximumStops: 45, home: Given.place(35 + zone % 5 * 20 + number / 20 * 5, 10 + zone / 5 * 20))
        })
      try await measured("take in 20,000 debtors") {
        for first in stride(from: 1, through: 20_000, by: 1_000) {
          try await stage.debtors(first...first + 999) { Given.place(30 + $0 * 37 % 100, $0 * 53 % 80) }
        }
      }
      try await measured("share out 20,000 debtors") { try await stage.assign() }
      let zoneIDs = try zones.indices.map { try Naming.zoneID("Z\($0)") }
      try await measured("plan 20 zones") {
        for zoneID in zoneIDs { _ = try await stage.service.planner.plan(zoneID, on: Given.monday) }
      }
      try await measured("look at 20 zones again") {
        for zoneID in zoneIDs {
          let outcome = try await stage.service.planner.plan(zoneID, on: Given.monday)
          #expect(outcome == .unchanged)
        }
      }
      let stops = try await stage.publishedRoutes().reduce(0) { $0 + $1.stops.count }
      print("{\"figure\":\"stops planned\",\"count\":\(stops)}")
      var seconds: [Double] = []
      for number in 1...500 {
        let began = ContinuousClock.now
        try await stage.database.work { work in try await stage.service.consumers.payments([Stage.payment(number)], work) }
        seconds.append((ContinuousClock.now - began) / .seconds(1))
      }
      seconds.sort()
      print("{\"figure\":\"payment to revised route, transaction\",\"p50\":\(seconds[250]),\"p99\":\(seconds[495])}")
    }
  }

  @Test("500 debtors in one zone with 4 collectors are planned")
  func zone() async throws {
    try await Stage.run { stage in
      try await stage.staff((1...4).map { Given.collector($0, maximumStops: 45, home: Given.place($0 * 2, $0 * 2)) })
      try await stage.debtors(1...500) { number in
        Coordinate(latitudeE6: Int32(-12_099_000 + number * 7_919 % 8_000), longitudeE6: Int32(-77_099_000 + number * 104_729 % 8_000))
      }
      try await stage.assign()
      let outcome = try await measured("plan 500 stops for 4 collectors") { try await stage.plan() }
      #expect(outcome == .planned(routes: 4))
    }
  }
}
