package import Contracts
import FoundationEssentials

/// The small portfolio that is committed in `seeds/sample/<city>.jsonl`, so that nothing has to be made up at a first start.
///
/// One message a line, in the order of the generator: `{"day":0,"type":…,"id":…,"time":…,"key":…,"body":{…}}`, the body last.
/// Dates are days from the business date (``SeedDates``).
package enum SeedSample {
  package static let seed: UInt64 = 2026

  package static func debtors(city: String) -> Int { city == "lima" ? 440 : 220 }

  package enum Failure: Error, Equatable {
    /// A line, from 1, that is not as written by ``bytes(city:)``.
    case malformedLine(Int)
  }

  /// What belongs into the file of `city`.
  package static func bytes(city: City) -> [UInt8] {
    var bytes: [UInt8] = []
    for message in SeedGenerator(city: city, debtors: debtors(city: city.name), seed: seed, dates: .relative) {
      bytes.append(contentsOf: #"{"day":\#(message.day),"type":"\#(message.type)","id":"\#(message.id)","time":"\#(message.time)""#.utf8)
      bytes.append(contentsOf: #","key":"\#(message.key)","body":"#.utf8)
      bytes.append(contentsOf: message.body)
      bytes.append(contentsOf: "}\n".utf8)
    }
    return bytes
  }

  /// The messages of a file, dated from `businessDate` on.
  package static func messages(in file: [UInt8], businessDate: CalendarDate) throws -> [SeedMessage] {
    try file.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
      let resolved = try SeedDates.resolve(line, businessDate: businessDate)
      guard let mark = resolved.firstRange(of: Array(#","body":"#.utf8)), resolved.last == UInt8(ascii: "}") else {
        throw Failure.malformedLine(number + 1)
      }
      let head = try JSONDecoder().decode(Head.self, from: Data(resolved[..<mark.lowerBound] + [UInt8(ascii: "}")]))
      return SeedMessage(
        day: head.day, type: head.type, id: head.id, time: head.time, key: head.key, body: Array(resolved[mark.upperBound...].dropLast()))
    }
  }

  private struct Head: Decodable {
    let day: Int
    let type: String
    let id: String
    let time: String
    let key: String
  }
}
