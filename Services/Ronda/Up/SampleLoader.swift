import Contracts
import Foundation
import Logging
import Messaging
import Seeds
import ServiceKit

/// Loads the sample: the zones over HTTP, as an administrator would, and the portfolio through the topics, as a bank would.
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
    let count = try await InputFeed(configuration: messaging, logger: logger).publish(messages)
    try Data("\(businessDate)\n".utf8).write(to: URL(filePath: marker))
    return count
  }
}
