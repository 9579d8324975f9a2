import Glibc

/// The process's standard error stream, where logs go.
public enum StandardError {
  /// Writes the text with as few calls as the system allows, so that lines of several threads do not mix.
  ///
  /// When nobody reads standard error any more there is nobody to tell: the line is dropped.
  @Sendable
  public static func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        return
      }
      rest = rest.dropFirst(written)
    }
  }
}
