import CLibpq
import Glibc

/// Starts a thread outside Swift's cooperative pool for work that blocks.
enum DetachedThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs `body` on a new detached thread with a stack of 8 MiB, as the cooperative threads have: a
  /// transaction's own code runs there too. Untouched pages cost no memory.
  /// - Throws: `PostgresError` of kind `.connection` when the system gives no thread.
  static func start(name: String, _ body: @escaping @Sendable () -> Void) throws {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 8 << 20)
    var thread = pthread_t()
    // The thread takes over the reference and releases it when it has taken the closure out.
    let context = Unmanaged.passRetained(Body(body))
    let status = pthread_create(
      &thread, &attributes,
      { context in
        // SAFETY: the context is the retained Body given to pthread_create, taken exactly once.
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard status == 0 else {
      context.release()
      throw PostgresError(kind: .connection, message: "no thread for a connection (errno \(status))")
    }
    ronda_pq_name_thread(thread, name)
  }
}
