/// Some nodes, each at most once; the last one comes first.
final class NodeStack {
  private(set) var count = 0
  private let nodes: Cells
  private let isIn: UnsafeMutablePointer<Bool>
  private let arena = Arena()

  init(_ size: Int) {
    nodes = arena.make(size, filledWith: 0)
    isIn = arena.make(size, filledWith: false)
  }

  @inline(__always)
  func push(_ node: Int) {
    if isIn[node] { return }
    isIn[node] = true
    nodes[count] = Int32(truncatingIfNeeded: node)
    count &+= 1
  }

  @inline(__always)
  func pop() -> Int? {
    if count == 0 { return nil }
    count &-= 1
    let node = Int(nodes[count])
    isIn[node] = false
    return node
  }
}
