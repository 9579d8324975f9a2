import Contracts
import HTTPTypes
import ServiceKit

/// The body of `POST visits`: a visit, and for a gateway whose it is.
struct VisitSubmission: Decodable {
  let collectorID: StaffID?
  let report: VisitReport

  private enum CodingKeys: String, CodingKey { case collectorID = "collector_id" }

  init(from decoder: any Decoder) throws {
    collectorID = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(StaffID.self, forKey: .collectorID)
    report = try VisitReport(from: decoder)
  }
}

/// The body of `POST batches`. A record that cannot be read does not hold up the others.
struct BatchSubmission: Decodable {
  static let maximumRecords = 500

  let collectorID: StaffID?
  let batch: Batch

  private enum CodingKeys: String, CodingKey {
    case collectorID = "collector_id"
    case sentAt = "sent_at"
    case visits, positions, promises, agreements
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    collectorID = try container.decodeIfPresent(StaffID.self, forKey: .collectorID)
    batch = Batch(
      visits: try container.decodeIfPresent([Submitted<VisitReport>].self, forKey: .visits) ?? [],
      positions: try container.decodeIfPresent([Submitted<PositionReport>].self, forKey: .positions) ?? [],
      promises: try container.decodeIfPresent([Submitted<PromiseReport>].self, forKey: .promises) ?? [],
      agreements: try container.decodeIfPresent([Submitted<AgreementReport>].self, forKey: .agreements) ?? [],
      sentAt: try container.decodeIfPresent(Instant.self, forKey: .sentAt))
  }

  /// - Throws: ``Problem`` 413 over the number of records that one transaction takes.
  func checked() throws -> Batch {
    guard batch.count <= Self.maximumRecords else {
      throw Problem(
        .contentTooLarge, code: "too_many_records", detail: "A batch has at most \(Self.maximumRecords) records.",
        parameters: ["maximum_records": String(Self.maximumRecords)])
    }
    return batch
  }
}

extension Submitted: Decodable {
  private struct Key: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package init(from decoder: any Decoder) throws {
    do {
      self.init(try Report(from: decoder))
    } catch let error as DecodingError {
      let fault = Problem(decoding: error).errors.first
      // `visits[3].captured_at` is the field `captured_at` of the record.
      let path = fault?.field ?? ""
      let field = path.firstIndex(of: "]").map { String(path[path.index(after: $0)...].drop { $0 == "." }) } ?? path
      self.init(
        id: Self.readableID(decoder),
        RecordProblem(fault?.code ?? "invalid", field.isEmpty ? "record" : field, fault?.message ?? "The record cannot be read."))
    }
  }

  /// So that the device knows which of its records is meant, even though the rest is of no use.
  private static func readableID(_ decoder: any Decoder) -> String? {
    do {
      let text = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: Key(stringValue: Report.idField))
      return text.utf8.count <= 64 ? text : nil
    } catch {
      return nil
    }
  }
}
