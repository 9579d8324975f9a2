import ArgumentParser
import Postgres

/// Checks the invariants over all schemas. What is under way counts as a breach, so it looks again until nothing is or time is up.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check in SQL that nothing is lost, nothing counts twice and money is exact, across the services.")
  @OptionGroup var options: InstanceOptions
  @Option(help: "Seconds that what is under way may take.") var wait = 30

  func run() async throws {
    try await options.withDatabase { pool in
      let deadline = ContinuousClock.now + .seconds(wait)
      var open = Invariant.all
      var findings: [Invariant.Finding] = []
      while true {
        findings = []
        for invariant in open { findings.append(try await invariant.check(pool)) }
        for finding in findings where finding.count == 0 { print(finding.line) }
        open = findings.filter { $0.count > 0 }.map(\.invariant)
        guard !open.isEmpty, ContinuousClock.now < deadline else { break }
        try await Task.sleep(for: .seconds(1))
      }
      for finding in findings where finding.count > 0 { print(finding.line) }
      if !open.isEmpty { throw ExitCode(1) }
    }
  }
}
