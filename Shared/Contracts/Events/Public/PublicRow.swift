/// A full row for BI tools. Every declared field is on the wire; what is unknown is an explicit `null` (``OrNull``), so that a row has all
/// its columns.
public protocol PublicRow: VersionedEvent {
  /// The event that led to this row.
  var eventID: String { get }
  var schemaVersion: Int { get }
  /// Grows with each change of the same key; a lower one is stale.
  var rowVersion: Int64 { get }
}

extension PublicRow {
  public var version: Int64 { rowVersion }
}
