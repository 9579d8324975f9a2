import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import Postgres
import ServiceKit
import Spreadsheets

/// Rows as CSV and XLSX files, written while they are read: memory does not grow with the file.
///
/// An error in the middle of a file breaks the connection off, so that nobody takes half a file for a whole one.
struct ExportRoutes: Sendable {
  let database: ServiceDatabase
  let clock: WallClock
  let settings: ReportingSettings
  let gate: ExportGate

  private struct File {
    let dataset: ExportDataset
    let isSpreadsheet: Bool

    /// `visits.csv`.
    init?(_ name: String) {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, let dataset = ExportDataset(rawValue: String(parts[0])), ["csv", "xlsx"].contains(parts[1]) else {
        return nil
      }
      self.dataset = dataset
      isSpreadsheet = parts[1] == "xlsx"
    }
  }

  func add(to api: ServiceRoutes) {
    let people = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    people.get("exports/{file}") { request, context in try await export(request, context) }
  }

  private func export(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    guard let name = context.parameters.get("file"), let file = File(name) else { throw Problem.notFound("export") }
    if file.dataset.isOfEverybody, !viewer.seesEveryTeam || !viewer.creditorIDs.isEmpty {
      throw Problem(.forbidden, code: "of_everybody", detail: "These rows are of every team and creditor.")
    }
    let today = try await database.read {
      try await FiguresStore.today(of: viewer.staffID, at: clock.now, timeZone: settings.timeZone, in: $0)
    }
    let question = try IndicatorQuestion(request, today: today)
    let isEnglish = try request.query("language", expected: "es or en") { ["es", "en"].contains($0) ? $0 == "en" : nil } ?? false
    let titles = file.dataset.columns.map { isEnglish ? $0.name.replacing("_minor", with: "") : $0.spanish }
    let ticket = try gate.enter()
    let stream = ExportStream(
      database: database, dataset: file.dataset, question: question, scope: ViewerScope(of: viewer), ticket: ticket)
    let type =
      file.isSpreadsheet ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8; header=present"
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
    headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    let isSpreadsheet = file.isSpreadsheet
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        try await stream.write({ Self.table(name, columns: titles, isSpreadsheet: isSpreadsheet) }, to: &writer)
      })
  }

  private static func table(_ name: String, columns: [String], isSpreadsheet: Bool) -> any TableWriter {
    if isSpreadsheet { return XLSXWriter(name: name, columns: columns) }
    return CSVWriter(columns: columns)
  }
}
