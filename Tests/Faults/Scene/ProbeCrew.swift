import Foundation
import ServiceKit
import TestSupport

/// The probes of one test: child processes that die with it.
actor ProbeCrew {
  private let program: String
  private let environment: [String: String]
  private var probes: [Probe] = []
  /// Of what they say.
  private var directory: String?

  /// - Parameter program: an executable of this package; the ledger, unless it says otherwise.
  init(program: String = "fault-probe", environment: [String: String]) {
    self.program = program
    self.environment = environment
  }

  /// Starts an instance.
  func start(failPoint: String? = nil, sabotage: String? = nil) async throws -> Probe {
    let name = "probe-\(probes.count + 1)"
    let log = try logDirectory() + "/\(name).log"
    var settings = environment
    settings["RONDA_INSTANCE"] = name
    settings["RONDA_FAIL_POINT"] = failPoint
    settings["RONDA_SABOTAGE"] = sabotage
    let process = try await ChildProcess.start(
      ChildProcess.Command(
        executable: "setpriv", arguments: ["--pdeathsig=KILL", "--", try BuiltProgram.path(program)], environment: settings,
        output: log))
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
    for probe in probes { await probe.kill() }
    directory.map(TemporaryDirectories.remove)
  }

  private func logDirectory() throws -> String {
    if let directory { return directory }
    let made = try TemporaryDirectories.make()
    directory = made
    return made
  }
}

/// A probe ended by itself: recovery is to need nobody.
struct ProbeEnded: Error, CustomStringConvertible {
  let description: String
}
