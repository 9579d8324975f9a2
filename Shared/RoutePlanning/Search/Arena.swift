/// Owns the flat arrays of one search. Whoever holds a pointer from an arena also holds the arena; it frees them all at its end.
/// Pointers instead of `Array` keep bounds and uniqueness checks out of the inner loops; indices come from a checked problem.
final class Arena {
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit {
    for block in blocks { block.deallocate() }
  }

  func make<Element: BitwiseCopyable>(_ count: Int, filledWith value: Element) -> UnsafeMutablePointer<Element> {
    let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
    pointer.initialize(repeating: value, count: max(1, count))
    blocks.append(UnsafeMutableRawPointer(pointer))
    return pointer
  }

  func make<Element: BitwiseCopyable>(copying values: [Element]) -> UnsafeMutablePointer<Element> {
    let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(1, values.count))
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.initialize(from: base, count: values.count) }
    }
    blocks.append(UnsafeMutableRawPointer(pointer))
    return pointer
  }
}

typealias Cells = UnsafeMutablePointer<Int32>
