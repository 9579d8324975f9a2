import Foundation

/// An executable of this package, as the build made it.
package enum BuiltProgram {
  /// Beside the program that runs the tests, where the build puts both.
  package static func path(_ name: String) throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let beside = (tests as NSString).deletingLastPathComponent + "/" + name
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    return ProjectFiles.root + "/.build/release/" + name
  }
}
