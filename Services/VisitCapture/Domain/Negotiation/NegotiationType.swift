/// A kind of deal that may be struck: an entry of the catalogue. One that is switched off is not offered; deals that there are stay.
package struct NegotiationType: Codable, Equatable, Sendable {
  package var code: String
  package var nameES: String
  package var nameEN: String
  package var active: Bool

  package init(code: String, nameES: String, nameEN: String, active: Bool) {
    self.code = code
    self.nameES = nameES
    self.nameEN = nameEN
    self.active = active
  }

  private enum CodingKeys: String, CodingKey {
    case code
    case nameES = "name_es"
    case nameEN = "name_en"
    case active
  }
}
