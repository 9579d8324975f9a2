import Contracts
import Messaging
package import Postgres

/// The published texts.
package enum TemplateStore {
  /// The newest version of every template, in every language.
  package static func current(in transaction: PostgresTransaction) async throws -> [MessageTemplate] {
    let rows = try await transaction.query(
      """
      select distinct on (template, language) template, version, language, subject, body from templates
      order by template, language, version desc
      """)
    return try rows.map { row in
      MessageTemplate(
        template: try row.decode("template"), version: try row.decode("version"), language: try row.decode("language"),
        subject: try row.decode("subject"), body: try row.decode("body"))
    }
  }

  /// Publishes a version. It never changes afterwards; a correction is another version.
  package static func publish(_ template: MessageTemplate, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into templates (template, version, language, subject, body, published_at)
      values (\(template.template), \(Int32(template.version)), \(template.language), \(template.subject), \(template.body), now())
      """)
  }
}
