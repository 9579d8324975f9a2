package import Contracts

/// Shares debtors out at random, but always the same way: the same debtor under the same name has the same number.
package enum Split {
  /// 0 to 99, from FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo, 32 bits) of `<name>/<debtor_id>`; the function `split_percent` of the
  /// schema says the same.
  package static func percent(of debtorID: DebtorID, under name: String) -> Int64 {
    let hash = "\(name)/\(debtorID)".utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    // The lower bits of an FNV hash depend on few bits of the text: fold the upper ones in.
    return Int64((hash ^ (hash >> 16)) % 100)
  }
}
