package import Contracts
package import Messaging

/// Forgets debtors: words, places, pictures and signed papers of them go; visits and their outcomes stay, under ids alone.
package struct Oblivion: Sendable {
  private let vault: PhotoVault

  init(vault: PhotoVault) { self.vault = vault }

  /// The files go before the transaction ends: after a crash in between the event comes again.
  package func forget(_ erasures: [DebtorErased], _ work: Work) async throws {
    let news = try await ErasureStore.note(erasures, in: work.transaction)
    work.tally(.duplicate, erasures.count - news.count)
    guard !news.isEmpty else { return }
    for photo in try await ErasureStore.takePhotos(of: news, in: work.transaction) { try await vault.remove(photo) }
    try await ErasureStore.forget(news, in: work.transaction)
  }

  var subscription: Subscription {
    .to(DebtorErased.self) { batch, work in try await forget(batch.newestByKey(tallying: work), work) }
  }
}
