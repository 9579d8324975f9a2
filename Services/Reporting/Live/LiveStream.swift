package import Contracts
package import Hummingbird
package import Messaging
import NIOCore
import ServiceKit
import ServiceLifecycle

/// One client's live stream: what is new in its scope, the day's figures whenever they changed, and a heartbeat.
package struct LiveStream: Sendable {
  private static let pageSize = 200
  private static let heartbeat = Duration.seconds(15)
  /// Figures are counted at most this often for one client.
  private static let figuresInterval = Duration.milliseconds(500)
  /// What is assigned is counted over the whole portfolio, and so more rarely.
  private static let portfolioInterval = Duration.seconds(30)

  private let database: ServiceDatabase
  private let scope: ViewerScope
  private let today: CalendarDate
  private let resumed: LiveCursor?

  /// - Parameters:
  ///   - today: the date for which figures are sent at first.
  ///   - resumed: where the client left off; `nil` begins with what comes now.
  package init(database: ServiceDatabase, scope: ViewerScope, today: CalendarDate, resumed: LiveCursor?) {
    self.database = database
    self.scope = scope
    self.today = today
    self.resumed = resumed
  }

  private struct Progress {
    var cursor: LiveCursor
    var staleDates: Set<CalendarDate>
    var lastWrite = ContinuousClock.now
    var lastFigures: ContinuousClock.Instant?
    var portfolio: (rows: [MeasuredRow], at: ContinuousClock.Instant)?
  }

  /// Writes until the client or the service goes. An error closes the connection; the client comes back with the last id it got.
  @concurrent
  package func write(to writer: inout any ResponseBodyWriter, waking: AsyncStream<LiveCursor>) async throws {
    var progress = Progress(cursor: try await begin(), staleDates: [today])
    try await writer.write(ByteBuffer(bytes: ServerSentEvent.opening))
    try await writeFigures(&progress, to: &writer)
    for await end in waking.cancelOnGracefulShutdown() {
      if progress.cursor < end { try await writeNews(until: end, &progress, to: &writer) }
      if !progress.staleDates.isEmpty, progress.lastFigures.map({ $0.duration(to: .now) >= Self.figuresInterval }) ?? true {
        try await writeFigures(&progress, to: &writer)
      }
      if progress.lastWrite.duration(to: .now) >= Self.heartbeat {
        try await writer.write(ByteBuffer(bytes: ServerSentEvent.heartbeat))
        progress.lastWrite = .now
      }
    }
    try await writer.finish(nil)
  }

  private func begin() async throws -> LiveCursor {
    if let resumed { return resumed }
    return try await database.read { try await LiveStore.end(in: $0) }
  }

  @concurrent
  private func writeNews(until end: LiveCursor, _ progress: inout Progress, to writer: inout any ResponseBodyWriter) async throws {
    while true {
      let cursor = progress.cursor
      let page = try await database.read { try await LiveStore.read(after: cursor, scope, limit: Self.pageSize, in: $0) }
      for (event, date) in page {
        try await writer.write(ByteBuffer(bytes: event.bytes))
        if let date { progress.staleDates.insert(date) }
        progress.cursor = event.id
        progress.lastWrite = .now
      }
      guard page.count == Self.pageSize else { break }
    }
    progress.cursor = max(progress.cursor, end)
  }

  /// The totals of every day that changed, late visits included.
  @concurrent
  private func writeFigures(_ progress: inout Progress, to writer: inout any ResponseBodyWriter) async throws {
    let dates = progress.staleDates.sorted()
    let known = progress.portfolio.flatMap { $0.at.duration(to: .now) < Self.portfolioInterval ? $0.rows : nil }
    let (portfolio, views) = try await database.read { transaction -> ([MeasuredRow], [FiguresView]) in
      let portfolio: [MeasuredRow]
      if let known { portfolio = known } else { portfolio = try await FiguresStore.portfolio(by: .total, scope, in: transaction) }
      var views: [FiguresView] = []
      for date in dates {
        let activity = try await FiguresStore.activity(on: date, by: .total, scope, in: transaction)
        views.append(FiguresView(date, .total, Figure.assemble(activity + portfolio), labels: [:]))
      }
      return (portfolio, views)
    }
    if known == nil { progress.portfolio = (portfolio, .now) }
    for view in views {
      let event = ServerSentEvent(id: progress.cursor, kind: "figures", data: try EventCoding.encode(view))
      try await writer.write(ByteBuffer(bytes: event.bytes))
    }
    progress.staleDates = []
    progress.lastFigures = .now
    progress.lastWrite = .now
  }
}
