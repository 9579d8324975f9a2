/// Published values of instances: a table `instance,m,objective,best_known,…` beside them.
public struct BestKnown: Sendable {
  private struct Key: Hashable {
    let instance: String
    let fleet: String
  }

  private var values: [Key: Double] = [:]
  private var first: [String: Double] = [:]

  /// - Throws: `RoutingFileError` when the columns are missing; a line without a number is skipped.
  public init(csv: [UInt8]) throws(RoutingFileError) {
    let lines = String(decoding: csv, as: UTF8.self).split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let columns = lines.first.map { $0.map { $0.filter { !$0.isWhitespace } } } ?? []
    guard let name = columns.firstIndex(of: "instance"), let best = columns.firstIndex(of: "best_known") else {
      throw RoutingFileError(line: 1, "bks.csv", "needs the columns instance and best_known")
    }
    let fleet = columns.firstIndex(of: "m")
    for line in lines.dropFirst() where line.count > max(name, best) {
      guard let value = Double(line[best]) else { continue }
      let instance = line[name].lowercased()
      let size = fleet.flatMap { $0 < line.count ? String(line[$0]) : nil } ?? ""
      values[Key(instance: instance, fleet: size)] = value
      if first[instance] == nil { first[instance] = value }
    }
  }

  /// - Parameter fleet: how many vehicles were asked for; `nil` takes the table's first value for the instance.
  public func value(of instance: String, fleet: Int?) -> Double? {
    let name = instance.lowercased()
    guard let fleet else { return first[name] }
    return values[Key(instance: name, fleet: String(fleet))] ?? values[Key(instance: name, fleet: "")]
  }
}
