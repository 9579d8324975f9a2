import Contracts

extension [ContactChannel: Reach] {
  /// As it is kept.
  var byName: [String: Reach] { [String: Reach](uniqueKeysWithValues: map { ($0.key.rawValue, $0.value) }) }
}

extension [String: Reach] {
  var byChannel: [ContactChannel: Reach] {
    [ContactChannel: Reach](uniqueKeysWithValues: compactMap { name, reach in ContactChannel(rawValue: name).map { ($0, reach) } })
  }
}
