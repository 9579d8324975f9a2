import Glibc

/// Runs a connection's jobs one after another on a thread of its own, so that a blocking call into libpq blocks nobody else.
///
/// As a task executor it also runs the code between the statements of a transaction, which then change no thread.
///
/// The thread lives until `stop()`, which the connection's deinit calls: a job enqueued before runs still.
final class ConnectionExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
  // SAFETY: `jobs` and `isStopped` are touched only while `mutex` is held. The mutex and the condition are allocated in
  // init and freed in deinit; the thread holds a strong reference while it runs, so they outlive it.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var jobs: [UnownedJob] = []
  private var isStopped = false

  /// - Throws: `PostgresError` of kind `.connection` when the system gives no thread.
  static func started() throws -> ConnectionExecutor {
    let executor = ConnectionExecutor()
    try executor.startThread()
    return executor
  }

  private init() {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    pthread_mutex_lock(mutex)
    jobs.append(job)
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  func stop() {
    pthread_mutex_lock(mutex)
    isStopped = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  private func startThread() throws {
    try DetachedThread.start(name: "postgres") { self.drain() }
  }

  /// The thread's whole life.
  private func drain() {
    var batch: [UnownedJob] = []
    while true {
      pthread_mutex_lock(mutex)
      while jobs.isEmpty && !isStopped { pthread_cond_wait(condition, mutex) }
      swap(&batch, &jobs)
      pthread_mutex_unlock(mutex)
      if batch.isEmpty { return }
      for job in batch {
        job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
      }
      batch.removeAll(keepingCapacity: true)
    }
  }
}
