import Foundation
import ServiceKit

/// The password of the sample's people, made at the first start and kept for the next.
enum SignIn {
  static let administrator = "admin@ronda.example"

  static func password(in directory: String, given: String?) throws -> String {
    if let given, !given.isEmpty { return given }
    let path = directory + "/sign-in"
    if let kept = FileManager.default.contents(atPath: path) { return String(decoding: kept, as: UTF8.self) }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
    var random = SystemRandomNumberGenerator()
    let password = (0..<3).map { _ in String((0..<4).map { _ in letters.randomElement(using: &random) ?? "x" }) }.joined(separator: "-")
    guard FileManager.default.createFile(atPath: path, contents: Data(password.utf8), attributes: [.posixPermissions: 0o600]) else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    return password
  }
}
