import Hummingbird
import Messaging
import NIOCore
import Postgres
import Spreadsheets

/// One export on its way to one client, read no faster than the client takes it.
struct ExportStream: Sendable {
  let database: ServiceDatabase
  let dataset: ExportDataset
  let question: IndicatorQuestion
  let scope: ViewerScope
  /// Held until the last byte is written, or the client has gone.
  let ticket: ExportGate.Ticket

  @concurrent
  func write(_ make: @Sendable () -> any TableWriter, to writer: inout any ResponseBodyWriter) async throws {
    defer { ticket.leave() }
    var table = make()
    var output = writer
    try await database.read { @concurrent transaction in
      try await ExportStore.read(dataset, question, scope, in: transaction) { @concurrent rows in
        let bytes = try rows.flatMap { try table.append($0) }
        if !bytes.isEmpty { try await output.write(ByteBuffer(bytes: bytes)) }
      }
    }
    try await output.write(ByteBuffer(bytes: try table.finish()))
    try await output.finish(nil)
  }
}
