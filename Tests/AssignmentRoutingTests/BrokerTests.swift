import AssignmentRouting
import Contracts
import Foundation
import Kafka
import Messaging
import TestSupport
import Testing

@Suite("Through a broker, with the planner at work")
struct BrokerTests {
  @Test("X16: tasks on the topic become a planned Monday by themselves, and a payment on the topic takes its stop off the published route")
  func payment() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await stage.running("X16") { bus in
        try await bus.send((1...12).map { Stage.debtor($0, at: Given.place($0 % 9 + 1, $0 * 5 % 9 + 1)) })
        try await bus.send((1...12).map { Stage.account($0) })
        try await bus.send((1...12).map { Stage.task($0) })
        try await eventually("Monday is planned") { try await stage.plannedDebtors().count == 12 }
        try await bus.send([Stage.payment(7)])
        try await eventually("the stop has left the route") { try await !stage.plannedDebtors().contains(Given.id(7)) }
        try await eventually("the revised route is published") { try await bus.routes().contains { $0.cause == .paid } }
        let routes = try await bus.routes()
        #expect(routes.flatMap { $0.stops.map(\.debtorID) }.sorted() == (1...12).filter { $0 != 7 }.map { Given.id($0) })
      }
    }
  }

  @Test(
    "V09: as days go by the next working day is planned by itself: nobody beyond the agreed stops, no debtor twice, nothing on a closed day"
  )
  func nights() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1, maximumStops: 4)])
      try await stage.debtors(1...10)
      let friday = Given.monday.advanced(byDays: 4)
      try await stage.running("V09") { bus in
        func stops(on date: CalendarDate) async throws -> [DebtorID] { try await stage.plannedDebtors(on: date) }
        try await eventually("Monday is planned on Sunday") { try await stops(on: Given.monday).count == 4 }
        stage.test.clock.set(Given.mondayMorning)
        try await eventually("Tuesday is planned on Monday") { try await stops(on: Given.tuesday).count == 4 }
        #expect(Set(try await stops(on: Given.monday)).isDisjoint(with: try await stops(on: Given.tuesday)))
        stage.test.clock.set(Given.mondayMorning.advanced(by: Seconds(4 * 86_400)))
        try await eventually("Friday and the Monday after are planned on Friday") {
          let days = [try await stops(on: friday), try await stops(on: friday.advanced(byDays: 3))]
          return days.allSatisfy { $0.count == 4 } && Set(days[0]).isDisjoint(with: days[1])
        }
        try await eventually("their routes are published, and none of another day") {
          let dates = Set(try await bus.routes().filter { !$0.stops.isEmpty }.map(\.businessDate))
          return dates == [Given.monday, Given.tuesday, friday, friday.advanced(byDays: 3)]
        }
        let published = try await stage.publishedRoutes().count
        for date in [friday, friday.advanced(byDays: 3)] {
          _ = try await stage.service.planner.plan(try stage.zoneA, on: date, isForced: true)
        }
        #expect(try await stage.publishedRoutes().count == published)
      }
    }
  }

  @Test(
    "Figures: from a payment on the topic to the revised route on its topic, one after another",
    .enabled(if: ProcessInfo.processInfo.environment["RONDA_BENCH"] != nil))
  func latency() async throws {
    try await Stage.run { stage in
      try await stage.staff((1...10).map { Given.collector($0, maximumStops: 40) })
      try await stage.debtors(1...350)
      try await stage.plan()
      let planned = try await stage.plannedDebtors().map { Int($0.rawValue.uuid.14) << 8 + Int($0.rawValue.uuid.15) }
      try await stage.running("X16-latency") { bus in
        let topic = bus.configuration.name(of: Topics.route)
        let consumer = try KafkaConsumer(bus.configuration.kafka, group: topic + ".reader", topics: [topic], logger: TestBroker.logger)
        var seconds: [Double] = []
        var waiting: (debtor: DebtorID, since: ContinuousClock.Instant)?
        var rest = planned.prefix(200)
        var seen = 0
        while !rest.isEmpty || waiting != nil {
          if waiting == nil, seen >= 10, let number = rest.popFirst() {
            waiting = (Given.id(number), .now)
            try await bus.send([Stage.payment(number)])
          }
          switch try await consumer.next(maxRecords: 100, maxBytes: 1 << 20, timeout: .milliseconds(200)) {
          case .assigned(let partitions): try await consumer.assign(at: partitions.reduce(into: [:]) { $0[$1] = .beginning })
          case .revoked(let partitions, _): try await consumer.unassign(partitions)
          case .records(let records):
            seen += records.count
            let isRevised = records.contains { $0.value.map { String(decoding: $0, as: UTF8.self).contains(#""cause":"paid""#) } ?? false }
            if isRevised, let pending = waiting {
              seconds.append((ContinuousClock.now - pending.since) / .seconds(1))
              waiting = nil
            }
          case .error, .idle: continue
          }
        }
        await consumer.close()
        seconds.sort()
        print("{\"figure\":\"payment on the topic to revised route\",\"p50\":\(seconds[100]),\"p99\":\(seconds[197])}")
      }
    }
  }
}
