import Foundation
import ServiceKit
import TestSupport

/// The probes of one test: child processes that die with it.
actor ProbeCrew {
  private let environment: [String: String]
  private var probes: [Probe] = []

  init(environment: [String: String]) {
    self.environment = environment
  }

  /// Starts an instance of the ledger.
  func start(failPoint: String? = nil, sabotage: String? = nil) async throws -> Probe {
    let name = "probe-\(probes.count + 1)"
    let log = NSTemporaryDirectory() + "fault-\(getpid())-\(UUID().uuidString).log"
    var settings = environment
    settings["RONDA_INSTANCE"] = name
    settings["RONDA_FAIL_POINT"] = failPoint
    settings["RONDA_SABOTAGE"] = sabotage
    let process = try await ChildProcess.start(
      ChildProcess.Command(
        executable: "setpriv", arguments: ["--pdeathsig=KILL", "--", try Self.executable()], environment: settings, output: log))
    let probe = Probe(name: name, process: process, log: log)
    probes.append(probe)
    return probe
  }

  /// Throws when a probe has ended that nobody told to.
  func expectAlive() async throws {
    for probe in probes where probe.hasEnded && !probe.isExpectedToEnd {
      throw ProbeEnded(description: "\(probe.name) ended with status \(await probe.process.exitStatus()): \(probe.lastWords)")
    }
  }

  /// What the probes that still run said last, for a test that fails.
  var lastWords: String {
    probes.map { "\($0.name): \($0.lastWords)" }.joined(separator: "\n")
  }

  func end() async throws {
    for probe in probes {
      await probe.kill()
      if FileManager.default.fileExists(atPath: probe.log) { try FileManager.default.removeItem(atPath: probe.log) }
    }
  }

  /// Beside the program that runs the tests, where the build puts both.
  private static func executable() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let beside = (tests as NSString).deletingLastPathComponent + "/fault-probe"
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    return ProjectFiles.root + "/.build/release/fault-probe"
  }
}

/// A probe ended by itself: recovery is to need nobody.
struct ProbeEnded: Error, CustomStringConvertible {
  let description: String
}
