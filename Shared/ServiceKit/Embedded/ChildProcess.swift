import Foundation
import Synchronization

/// A program started by this one, with its output in a file.
///
/// The thread that starts it also waits for it to end, for two reasons: waiting blocks, and the kernel sends the signal that
/// the child asked for at its parent's death when the *thread* dies that made it.
package final class ChildProcess: Sendable {
  package struct Command: Sendable {
    var executable: String
    var arguments: [String]
    var environment: [String: String]
    /// Standard output and error are appended here.
    var output: String

    package init(
      executable: String, arguments: [String], environment: [String: String] = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"], output: String
    ) {
      self.executable = executable
      self.arguments = arguments
      self.environment = environment
      self.output = output
    }
  }

  private enum State {
    case running([CheckedContinuation<Int32, Never>])
    case ended(Int32)
  }

  let processID: pid_t
  private let state: Mutex<State>

  private init(processID: pid_t) {
    self.processID = processID
    state = Mutex(.running([]))
  }

  /// Starts a program.
  /// - Throws: `EmbeddedPostgresError` when the system cannot.
  package static func start(_ command: Command) async throws -> ChildProcess {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        do {
          let child = ChildProcess(processID: try spawn(command))
          continuation.resume(returning: child)
          child.reap()
        } catch {
          continuation.resume(throwing: error)
        }
      }
      thread.name = "child-process"
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// Runs a program to its end and returns its exit status, or 128 + the signal that ended it.
  static func run(_ command: Command) async throws -> Int32 {
    try await start(command).exitStatus()
  }

  /// Waits for the end.
  package func exitStatus() async -> Int32 {
    await withCheckedContinuation { continuation in
      let status = state.withLock { state -> Int32? in
        switch state {
        case .ended(let status): return status
        case .running(let waiters):
          state = .running(waiters + [continuation])
          return nil
        }
      }
      if let status { continuation.resume(returning: status) }
    }
  }

  package var hasEnded: Bool {
    state.withLock { if case .ended = $0 { true } else { false } }
  }

  /// Sends a signal, unless the process has ended: its number may belong to another by then.
  package func signal(_ number: Int32) {
    state.withLock { if case .running = $0 { _ = kill(processID, number) } }
  }

  private func reap() {
    var information = siginfo_t()
    // Without reaping yet: until the state says so, the number must not be given to another process.
    while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
    let (waiters, status) = state.withLock { state -> ([CheckedContinuation<Int32, Never>], Int32) in
      var raw: Int32 = 0
      while waitpid(processID, &raw, 0) == -1 && errno == EINTR {}
      let status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + (raw & 0x7F)
      defer { state = .ended(status) }
      guard case .running(let waiters) = state else { return ([], status) }
      return (waiters, status)
    }
    for waiter in waiters { waiter.resume(returning: status) }
  }

  /// What a child must not inherit; closing one that is gone by then is no error.
  private static func openDescriptors() throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
  }

  /// In a process group of its own, so that Ctrl-C at the terminal reaches the launcher, which stops its servers in order.
  private static func spawn(_ command: Command) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, command.output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    for descriptor in try openDescriptors() where descriptor > 2 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var arguments = ([command.executable] + command.arguments).map { strdup($0) } + [nil]
    var environment = command.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var processID: pid_t = 0
    let status = posix_spawnp(&processID, command.executable, &actions, &attributes, &arguments, &environment)
    guard status == 0 else {
      throw EmbeddedPostgresError("cannot start \(command.executable): \(String(cString: strerror(status)))")
    }
    return processID
  }
}
