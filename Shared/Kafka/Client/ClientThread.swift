import CLibrdkafka
import Glibc
import Synchronization

/// The serial executor of a Kafka actor: one thread that runs the actor's jobs and sleeps until librdkafka or a job wakes it.
///
/// C calls that block therefore hold up this actor alone and never Swift's cooperative pool. The thread lives as long as the
/// executor: closing a client does not end it, so that calls after `close` still get their answer.
final class ClientThread: SerialExecutor {
  private let core: Core

  init(name: String) throws(KafkaError) {
    core = Core(name: name, signal: try WakeSignal())
  }

  /// Starts the thread. `onWake` runs on it whenever it wakes without a job: a queue has events, or a deadline has passed.
  func start(onWake: @escaping @Sendable () -> Void) throws(KafkaError) {
    let entry = Unmanaged.passRetained(Entry(core: core, executor: asUnownedSerialExecutor(), onWake: onWake))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Entry>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, entry.toOpaque())
    guard failure == 0 else {
      entry.release()
      throw KafkaError.usage("no thread for a Kafka client (errno \(failure)): raise the limit of processes")
    }
    pthread_detach(thread)
  }

  var signal: WakeSignal { core.signal }

  func enqueue(_ job: consuming ExecutorJob) { core.add(UnownedJob(job)) }

  /// Makes the thread wake at `deadline` at the latest. Called on the thread.
  func wake(at deadline: ContinuousClock.Instant) {
    core.state.withLock { $0.deadline = $0.deadline.map { min($0, deadline) } ?? deadline }
  }

  func isIsolatingCurrentContext() -> Bool? { core.state.withLock { $0.thread } == pthread_self() }

  func checkIsolated() { precondition(isIsolatingCurrentContext() == true, "not on the Kafka client's own thread") }

  deinit { core.stop() }
}

extension ClientThread {
  /// What the thread and its executor share; outlives the executor until the thread has ended.
  fileprivate final class Core: Sendable {
    struct State {
      var jobs: [UnownedJob] = []
      var sleeping = false
      var stopping = false
      var deadline: ContinuousClock.Instant?
      var thread: pthread_t?
    }

    enum Step {
      case run([UnownedJob])
      case sleep(until: ContinuousClock.Instant?)
      case end
    }

    let name: String
    let signal: WakeSignal
    let state = Mutex(State())

    init(name: String, signal: WakeSignal) {
      self.name = name
      self.signal = signal
    }

    func add(_ job: UnownedJob) {
      let wasSleeping = state.withLock { state in
        state.jobs.append(job)
        return state.sleeping
      }
      if wasSleeping { signal.raise() }
    }

    func stop() {
      state.withLock { $0.stopping = true }
      signal.raise()
    }

    func nextStep() -> Step {
      state.withLock { state in
        guard state.jobs.isEmpty else {
          let jobs = state.jobs
          state.jobs = []
          return .run(jobs)
        }
        guard !state.stopping else { return .end }
        state.sleeping = true
        return .sleep(until: state.deadline)
      }
    }

    func awake() {
      state.withLock { state in
        state.sleeping = false
        if let deadline = state.deadline, deadline <= .now { state.deadline = nil }
      }
    }
  }

  /// The thread's body.
  fileprivate final class Entry: Sendable {
    let core: Core
    // Unowned: a job that runs keeps its actor alive, and the actor its executor.
    let executor: UnownedSerialExecutor
    let onWake: @Sendable () -> Void

    init(core: Core, executor: UnownedSerialExecutor, onWake: @escaping @Sendable () -> Void) {
      self.core = core
      self.executor = executor
      self.onWake = onWake
    }

    func run() {
      core.state.withLock { $0.thread = pthread_self() }
      ronda_name_thread(core.name)
      while true {
        switch core.nextStep() {
        case .run(let jobs):
          for job in jobs { job.runSynchronously(on: executor) }
        case .sleep(let deadline):
          core.signal.wait(until: deadline)
          core.awake()
          onWake()
        case .end:
          return
        }
      }
    }
  }
}
