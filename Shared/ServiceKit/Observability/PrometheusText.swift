/// A name and a value that tell one series of a metric from another.
struct PrometheusLabel: Hashable, Sendable {
  let name: String
  let value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The pieces of the exposition format.
enum PrometheusText {
  /// Dots and other characters become underscores.
  static func name(_ text: String) -> String {
    var name = ""
    for character in text {
      let isAllowed = character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == ":")
      name.append(isAllowed ? character : "_")
    }
    return name.first?.isNumber == true ? "_" + name : name
  }

  /// `{a="1",b="2"}`, or nothing.
  static func labels(_ labels: [PrometheusLabel]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for character in value {
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
    return text
  }

  static func number(_ value: Double) -> String {
    if value == .infinity { return "+Inf" }
    if value == -.infinity { return "-Inf" }
    if value.isNaN { return "NaN" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return String(value)
  }
}
