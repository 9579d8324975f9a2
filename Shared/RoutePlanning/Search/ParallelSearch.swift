#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs one body on several threads of its own (a search takes seconds: it must not occupy the cooperative pool) and waits for all.
struct ParallelSearch {
  let threads: Int

  private final class Task<Result> {
    let number: Int
    let body: (Int) -> Result
    var result: Result?

    init(number: Int, body: @escaping (Int) -> Result) {
      self.number = number
      self.body = body
    }

    func run() { result = body(number) }
  }

  /// What a thread gets: it runs one task, which nobody else touches before the thread has been joined.
  private final class Start {
    let run: () -> Void

    init(_ run: @escaping () -> Void) { self.run = run }
  }

  /// - Returns: the results in the order of the threads. A thread that cannot be started runs here instead.
  func run<Result>(_ body: @escaping (Int) -> Result) -> [Result] {
    let tasks = (0..<threads).map { Task(number: $0, body: body) }
    let handles = tasks.dropFirst().map { task in start(Start { task.run() }) }
    tasks.first?.run()
    for (task, handle) in zip(tasks.dropFirst(), handles) {
      if let handle { pthread_join(handle, nil) } else { task.run() }
    }
    return tasks.compactMap(\.result)
  }

  private func start(_ start: Start) -> pthread_t? {
    var handle = pthread_t()
    // The thread takes over the reference and drops it when it is done.
    let reference = Unmanaged.passRetained(start)
    let failure = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, reference.toOpaque())
    guard failure == 0 else {
      reference.release()
      return nil
    }
    return handle
  }
}
