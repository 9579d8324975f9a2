import Foundation
import Glibc

/// One line of output: what was measured, in which unit, and beside what.
struct Figure: Encodable {
  var benchmark: String
  var service: String?
  var figure: Double
  var unit: String
  /// The same work with the same SQL in a plain loop, in the same run.
  var floor: Double?
  var ratioToFloor: Double?
  /// The Python peer.
  var python: Double?
  var ratioToPython: Double?
  var messages: Int?
  var batch: Int?
  var rate: Double?
  /// Processor time of all processes for one, in the figure's unit: other work on the machine adds little to it.
  var processor: Double?
  var p50: Double?
  var p99: Double?
  /// What was expected and did not come in time.
  var missing: Int?
  /// Rows a second of a file that says what is known, and of one in which every tenth row is new; each with its ratio to the floor.
  var unchanged: Double?
  var ratioUnchanged: Double?
  var tenthChanged: Double?
  var ratioTenthChanged: Double?
  /// Of the machine over the last minute, when the figure was taken.
  var loadAverage: Double = Self.currentLoad()

  private enum CodingKeys: String, CodingKey {
    case benchmark, service, figure, unit, floor, python, messages, batch, rate, processor, p50, p99, missing, unchanged
    case ratioUnchanged = "ratio_unchanged"
    case tenthChanged = "tenth_changed"
    case ratioTenthChanged = "ratio_tenth_changed"
    case ratioToFloor = "ratio_to_floor"
    case ratioToPython = "ratio_to_python"
    case loadAverage = "load_average"
  }

  init(_ benchmark: String, _ figure: Double, _ unit: String) {
    self.benchmark = benchmark
    self.figure = Self.rounded(figure)
    self.unit = unit
  }

  func print() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    FileHandle.standardOutput.write(try encoder.encode(self) + Data("\n".utf8))
  }

  /// Three decimals: more is noise.
  static func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }

  private static func currentLoad() -> Double {
    var loads = [0.0]
    guard getloadavg(&loads, 1) == 1 else { return -1 }
    return rounded(loads[0])
  }
}

/// What a run says while it goes on; standard output is for figures.
func note(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

extension Duration {
  var inSeconds: Double { self / .seconds(1) }
}

/// A figure cannot be taken.
struct BenchmarkFailed: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
