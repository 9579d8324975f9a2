import Contracts
import FoundationEssentials
import ServiceKit

/// What a device has of a package: a mark for each part, and in the cursor nothing else, so that no server has to remember it.
struct PackageMarks: Equatable, Sendable {
  private static let version: UInt8 = 1
  private static let markBytes = 8
  private static let idBytes = 16

  private let date: CalendarDate
  private let route: [UInt8]
  private let outcomes: [UInt8]
  private let stops: [StopID: [UInt8]]

  init(_ package: PackageView) throws {
    date = package.businessDate
    route = try Self.mark(package.route)
    outcomes = try Self.mark(package.outcomes)
    stops = Dictionary(try package.stops.map { ($0.stop.stopID, try Self.mark($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// `nil` for a text that is no cursor: the device gets everything.
  init?(cursor: String) {
    guard let bytes = Base64URL.bytes(of: cursor), bytes.count >= 5 + 2 * Self.markBytes, bytes[0] == Self.version else { return nil }
    let entry = Self.idBytes + Self.markBytes
    let rest = Array(bytes.dropFirst(5 + 2 * Self.markBytes))
    guard rest.count.isMultiple(of: entry) else { return nil }
    date = CalendarDate(daysSince1970: bytes[1..<5].reduce(0) { $0 << 8 | Int32($1) })
    route = Array(bytes[5..<5 + Self.markBytes])
    outcomes = Array(bytes[(5 + Self.markBytes)..<(5 + 2 * Self.markBytes)])
    var stops: [StopID: [UInt8]] = [:]
    for start in stride(from: 0, to: rest.count, by: entry) {
      guard let id = Self.identifier(rest[start..<start + Self.idBytes]) else { return nil }
      stops[id] = Array(rest[(start + Self.idBytes)..<(start + entry)])
    }
    self.stops = stops
  }

  var cursor: String {
    let days = UInt32(bitPattern: date.daysSince1970)
    let head = [Self.version] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: days >> $0) } + route + outcomes
    let entries = stops.sorted { $0.key < $1.key }.flatMap { Self.bytes(of: $0.key) + $0.value }
    return Base64URL.text(of: head + entries)
  }

  func isOfSameDay(as other: PackageMarks) -> Bool { date == other.date }
  func hasSameRoute(as other: PackageMarks) -> Bool { route == other.route }
  func hasSameOutcomes(as other: PackageMarks) -> Bool { outcomes == other.outcomes }
  func hasSame(_ stopID: StopID, as other: PackageMarks) -> Bool { stops[stopID] == other.stops[stopID] }
  func stops(missingIn other: PackageMarks) -> [StopID] { stops.keys.filter { other.stops[$0] == nil }.sorted() }

  private static func mark(_ part: some Encodable) throws -> [UInt8] {
    Array(try Digest.sha256(try EventCoding.encode([part])).prefix(markBytes))
  }

  private static func bytes(of id: StopID) -> [UInt8] { withUnsafeBytes(of: id.rawValue.uuid) { Array($0) } }

  private static func identifier(_ bytes: ArraySlice<UInt8>) -> StopID? {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return StopID(String(decoding: text, as: UTF8.self))
  }
}

/// A package, or what changed of it since the device last asked: a part that is absent is as it was.
struct PackageChanges: Encodable {
  private let package: PackageView
  private let marks: PackageMarks
  /// `nil` when the device has nothing of this day.
  private let known: PackageMarks?

  init(_ package: PackageView, _ marks: PackageMarks, since known: PackageMarks?) {
    self.package = package
    self.marks = marks
    self.known = known.flatMap { $0.isOfSameDay(as: marks) ? $0 : nil }
  }

  private enum CodingKeys: String, CodingKey {
    case businessDate = "business_date"
    case complete, route, stops, outcomes
    case removedStopIDs = "removed_stop_ids"
    case generatedAt = "generated_at"
    case cursor
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(package.businessDate, forKey: .businessDate)
    try container.encode(known == nil, forKey: .complete)
    if known?.hasSameRoute(as: marks) != true { try container.encode(package.route, forKey: .route) }
    if known?.hasSameOutcomes(as: marks) != true { try container.encode(package.outcomes, forKey: .outcomes) }
    try container.encode(package.stops.filter { known?.hasSame($0.stop.stopID, as: marks) != true }, forKey: .stops)
    if let known { try container.encode(known.stops(missingIn: marks), forKey: .removedStopIDs) }
    try container.encode(package.generatedAt, forKey: .generatedAt)
    try container.encode(marks.cursor, forKey: .cursor)
  }
}
