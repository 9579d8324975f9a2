import Contracts
import Messaging
import Postgres

/// The SQL of addresses that nobody has located yet.
enum GeocodingStore {
  /// Addresses without coordinates of debtors who are worked, in the order of debtor and address.
  ///
  /// - Parameter scope: the creditors whose debtors the viewer may see; empty is all.
  static func page(
    country: String?, scope: [CreditorID], after cursor: UnlocatedCursor?, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [UnlocatedAddress] {
    let rows = try await transaction.query(
      """
      select d.debtor_id, a.value->>'address_id' as address_id, a.value->>'kind' as kind, a.value->>'lines' as lines,
        a.value->>'district' as district, a.value->>'city' as city, a.value->>'state' as state, a.value->>'country' as country
      from debtor d cross join lateral jsonb_array_elements(d.addresses) a
      where jsonb_path_exists(d.addresses, '$[*] ? (!exists(@.location))') and not a.value ? 'location'
        and jsonb_array_length(d.totals) > 0 and (\(country)::text is null or a.value->>'country' = \(country))
        and (cardinality(\(scope)) = 0
          or exists (select from account c where c.debtor_id = d.debtor_id and c.creditor_id = any(\(scope))))
        and (\(cursor?.debtorID)::uuid is null or d.debtor_id >= \(cursor?.debtorID))
        and (\(cursor?.debtorID)::uuid is null
          or (d.debtor_id, a.value->>'address_id') > (\(cursor?.debtorID), \(cursor?.addressID.description)))
      order by d.debtor_id, a.value->>'address_id' limit \(Int64(limit))
      """)
    return try rows.map { row in
      guard let addressID = AddressID(try row.decode(at: 1, as: String.self)) else {
        throw PostgresError(kind: .decoding, message: "an address of a debtor's row has no id")
      }
      return UnlocatedAddress(
        debtorID: try row.decode(at: 0), addressID: addressID, kind: try row.decode(at: 2), lines: try row.decode(at: 3),
        district: try row.decode(at: 4), city: try row.decode(at: 5), state: try row.decode(at: 6), country: try row.decode(at: 7))
    }
  }
}
