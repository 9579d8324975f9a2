import Contracts
import Messaging
import ServiceKit

/// Finds debtors who may be one person, and makes them one when somebody says that they are.
///
/// Which debtor an account belongs to is no creditor's matter alone, so only people who see every creditor decide.
struct MergeDesk: Sendable {
  /// Pairs that one search adds at most; the next one goes on.
  static let maximumPairs = 5_000

  let intake: Intake

  /// - Returns: how many pairs were found that nobody had been asked about.
  func search(_ work: Work) async throws -> Int {
    let pairs = try await MatchStore.candidates(limit: Self.maximumPairs, in: work.transaction)
    let matches = try pairs.map { pair in
      (
        matchID: try MatchID(naming: "match", pair.first.description, pair.second.description), first: pair.first, second: pair.second,
        rules: pair.rules
      )
    }
    try await MatchStore.insert(matches, at: work.now, in: work.transaction)
    return matches.count
  }

  /// - Parameter keep: the one of the two that stays; `nil` when they are two persons.
  func decide(_ matchID: MatchID, keep: DebtorID?, by viewer: Viewer, _ work: Work) async throws {
    guard let pair = try await MatchStore.pending(matchID, in: work.transaction) else { throw Problem.notFound("match") }
    if let keep {
      guard keep == pair.first || keep == pair.second else {
        throw Problem.field("keep", code: "invalid", "Expected one of the two debtors.")
      }
      try await merge(keep == pair.first ? pair.second : pair.first, into: keep, by: viewer, work)
    }
    try await MatchStore.decide(matchID, keep == nil ? .dismissed : .merged, by: viewer.staffID, at: work.now, in: work.transaction)
  }

  func merge(_ debtor: DebtorID, into target: DebtorID, by viewer: Viewer, _ work: Work) async throws {
    try await DebtorStore.lockForMerge([debtor, target], in: work.transaction)
    try await MatchStore.move(debtor, into: target, in: work.transaction)
    let accounts = try await intake.change([debtor, target], by: viewer.staffID, in: work) { portfolio in
      try portfolio.merge(debtor, into: target)
    }
    try await MatchStore.note(debtor, into: target, accounts: accounts, by: viewer.staffID, at: work.now, in: work.transaction)
  }

  /// Takes a merge back: the accounts return, and so does the document. What people said of the two stays with the one that was kept.
  func undo(_ debtor: DebtorID, by viewer: Viewer, _ work: Work) async throws {
    guard let merge = try await MatchStore.undo(debtor, by: viewer.staffID, at: work.now, in: work.transaction) else {
      throw Problem.notFound("merge")
    }
    try await intake.change([debtor, merge.into], by: viewer.staffID, in: work) { portfolio in
      try portfolio.unmerge(debtor, accounts: merge.accounts)
    }
  }
}
