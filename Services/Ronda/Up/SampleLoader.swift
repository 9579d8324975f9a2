import Contracts
import Foundation
import Logging
import Messaging
import Seeds
import ServiceKit

/// Loads the sample: zones, usury ceilings and relief plans over HTTP, as an administrator would, and the portfolio through the topics, as
/// a bank would.
struct SampleLoader {
  let api: ConsoleAPI
  let password: String
  let messaging: MessagingConfiguration
  /// Written once all is sent; a load that was interrupted is done again, which changes nothing twice.
  let marker: String
  let logger: Logger

  /// Returns how many messages were sent: none when the sample was loaded before.
  func loadOnce() async throws -> Int {
    guard !FileManager.default.fileExists(atPath: marker) else { return 0 }
    let token = try await api.signIn(email: SignIn.administrator, password: password)
    var messages: [SeedMessage] = []
    let businessDate = SeedGenerator.latestBusinessDate(today: WallClock.system.now.dateInUTC)
    for city in SeedData.cities {
      try await api.put("/api/assignment-routing/v1/zones", body: try SeedData.zones(city), token: token)
      messages += try SeedData.sample(city, businessDate: businessDate)
    }
    try await publishPlans(token)
    let count = try await InputFeed(configuration: messaging, logger: logger).publish(messages)
    try Data("\(businessDate)\n".utf8).write(to: URL(filePath: marker))
    return count
  }

  /// Plans with interest need a ceiling first. What an interrupted load published stays as it is.
  private func publishPlans(_ token: String) async throws {
    let base = "/api/visit-capture/v1"
    for ceiling in try SeedData.usuryCeilings() {
      do {
        _ = try await api.post("\(base)/usury-ceilings", body: ceiling, token: token, type: "application/json")
      } catch let answer as UnexpectedAnswer where answer.status == 409 {
        logger.debug("a usury ceiling of the sample is published already")
      }
    }
    struct Plans: Decodable {
      struct Plan: Decodable { let code: String }
      let items: [Plan]
    }
    let known = try JSONDecoder().decode(Plans.self, from: Data(try await api.get("\(base)/relief-plans", token: token))).items.map(\.code)
    for code in SeedData.reliefPlans where !known.contains(code) {
      _ = try await api.post("\(base)/relief-plans", body: try SeedData.reliefPlan(code), token: token, type: "application/json")
    }
  }
}
