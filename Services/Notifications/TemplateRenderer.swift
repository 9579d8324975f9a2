import Contracts
import Mustache

/// The texts of a message, ready to be sent.
package struct RenderedText: Equatable, Sendable {
  package var subject: String
  package var body: String
  package var templateVersion: Int

  package init(subject: String, body: String, templateVersion: Int) {
    self.subject = subject
    self.body = body
    self.templateVersion = templateVersion
  }
}

/// Why a message cannot be put into words.
package enum RenderingFault: Error, Equatable {
  case unknownTemplate
  /// The template is not Mustache.
  case malformedTemplate
  /// A value that the text asks for is not there; the first of them by name.
  case emptyVariable(String)

  var reason: String {
    switch self {
    case .unknownTemplate: "unknown_template"
    case .malformedTemplate: "malformed_template"
    case .emptyVariable(let name): "empty_variable:\(name)"
    }
  }
}

/// Puts messages into words. Compiled once for a set of templates.
package struct TemplateRenderer: Sendable {
  private struct Key: Hashable { var template: String, language: String }
  private struct Compiled { var version: Int, subject: MustacheTemplate, body: MustacheTemplate }

  private var compiled: [Key: Result<Compiled, RenderingFault>] = [:]

  package init(_ templates: [MessageTemplate]) {
    for template in templates {
      compiled[Key(template: template.template, language: template.language)] = Self.compile(template)
    }
  }

  private static func compile(_ template: MessageTemplate) -> Result<Compiled, RenderingFault> {
    // Mail is plain text: nothing is escaped as in HTML.
    let plain = "{{% CONTENT_TYPE:TEXT}}"
    do {
      return .success(
        Compiled(
          version: template.version, subject: try MustacheTemplate(string: plain + template.subject),
          body: try MustacheTemplate(string: plain + template.body)))
    } catch {
      return .failure(.malformedTemplate)
    }
  }

  /// The text made for the channel before the one for all.
  private static func names(of message: Message) -> [String] {
    let name = message.template
    return switch message.channel {
    case .whatsapp: ["\(name).whatsapp", "\(name).sms", name]
    default: ["\(name).\(message.channel.rawValue)", name]
    }
  }

  /// In the letter's language if the template has it, else in Spanish.
  package func render(_ letter: Letter) throws(RenderingFault) -> RenderedText {
    let wanted = letter.debtor?.language.lowercased().hasPrefix("en") == true ? "en" : "es"
    for (name, language) in Self.names(of: letter.message).flatMap({ name in [(name, wanted), (name, "es")] }) {
      guard let result = compiled[Key(template: name, language: language)] else { continue }
      let template = try result.get()
      let lookup = TemplateLookup(MessageValues(letter, language: language))
      let text = RenderedText(
        subject: template.subject.render(lookup), body: template.body.render(lookup), templateVersion: template.version)
      if let missing = lookup.missing.min() { throw .emptyVariable(missing) }
      return text
    }
    throw .unknownTemplate
  }
}

/// Gives a template its values and remembers what it asked for in vain.
private final class TemplateLookup: MustacheParent {
  private let values: MessageValues
  private(set) var missing: Set<String> = []

  init(_ values: MessageValues) { self.values = values }

  func child(named name: String) -> Any? {
    if let flag = values.flags[name] { return flag }
    if let text = values.texts[name], text.contains(where: { !$0.isWhitespace }) { return text }
    missing.insert(name)
    return nil
  }
}
