/// A server of travel times answered with something that cannot be used. The text holds no place: places are where people live.
package struct TravelServerError: Error, Equatable, CustomStringConvertible {
  package let server: String
  package let message: String

  package var description: String { "\(server): \(message)" }
}
