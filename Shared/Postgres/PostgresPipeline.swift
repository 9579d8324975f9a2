/// Statements that go to the server one behind the other, without waiting for the answer in between.
///
/// The server works at one while the program makes the next, and no time is lost on the way between them. Their answers come together at
/// the end, so no statement can depend on what one before it has found.
public struct PostgresPipeline: ~Copyable {
  private let session: Session
  private var answers: [Answer] = []
  private var isOpen = false

  private struct Answer {
    let statement: PreparedStatement
    let text: String
    let check: (PostgresResult) throws -> Void
  }

  init(_ session: Session) {
    self.session = session
  }

  /// Sends a statement.
  ///
  /// - Parameter check: receives the number of rows that it touched, once the answers are in; what it throws fails the pipeline.
  public mutating func execute(_ sql: SQL, _ check: @escaping (Int) throws -> Void = { _ in }) throws {
    try send(sql) { try check($0.affectedRows) }
  }

  mutating func send(_ sql: SQL, _ check: @escaping (PostgresResult) throws -> Void) throws {
    if !session.pipelines { return try check(session.run(sql)) }
    // Preparing has an answer of its own, which must not stand behind those of the pipeline.
    if !session.isPrepared(sql) { try collect() }
    let statement = try session.prepared(sql)
    try open()
    try session.sendPipelined(sql, statement)
    answers.append(Answer(statement: statement, text: sql.text, check: check))
  }

  /// Sends a statement that has no values and is not worth keeping.
  mutating func send(unprepared text: String, _ check: @escaping (PostgresResult) throws -> Void) throws {
    if !session.pipelines { return try check(session.simple(text)) }
    try open()
    try session.sendPipelined(unprepared: text)
    answers.append(Answer(statement: PreparedStatement(name: "", parameterTypes: []), text: text, check: check))
  }

  private mutating func open() throws {
    guard !isOpen else { return }
    try session.enterPipeline()
    isOpen = true
  }

  /// Waits for all answers that are due and throws the first error among them.
  mutating func collect() throws {
    guard isOpen else { return }
    isOpen = false
    let due = answers
    answers = []
    let outcomes = try session.leavePipeline(expecting: due.map(\.statement))
    for (answer, outcome) in zip(due, outcomes) {
      if case .failure(let error) = outcome { session.forgetIfUseless(answer.text, after: error) }
      try answer.check(try outcome.get())
    }
  }

  /// Leaves the session as it was, after something else has gone wrong.
  mutating func abandon() throws {
    guard isOpen else { return }
    isOpen = false
    _ = try session.leavePipeline(expecting: answers.map(\.statement))
  }
}
