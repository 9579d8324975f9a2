import Contracts
import Messaging
import Postgres
import ServiceKit

/// What is known of photographs; their bytes are in files.
enum PhotoStore {
  private static let columns: SQL = """
    p.photo_id, p.visit_id, p.collector_id, p.sha256, p.size_bytes, p.content_type, p.captured_at, p.latitude_e6, p.longitude_e6,
    p.received_bytes, p.width, p.height, p.stored_at
    """

  /// - Returns: whether it is new; the same id again leaves what is there.
  static func insert(
    _ declaration: PhotoDeclaration, at location: Coordinate?, as photoID: PhotoID, by collectorID: StaffID, now: Instant,
    in transaction: PostgresTransaction
  ) async throws -> Bool {
    try await transaction.execute(
      """
      insert into photos (photo_id, visit_id, collector_id, sha256, size_bytes, content_type, captured_at, latitude_e6, longitude_e6,
        declared_at, touched_at)
      values (\(photoID), \(declaration.visitID), \(collectorID), \(declaration.sha256), \(declaration.sizeBytes),
        \(declaration.contentType), \(declaration.capturedAt), \(location?.latitudeE6), \(location?.longitudeE6), \(now), \(now))
      on conflict (photo_id) do nothing
      """) == 1
  }

  /// Whether somebody recorded the visit, at a debtor's who was not forgotten since.
  static func isVisit(_ visitID: VisitID, of collectorID: StaffID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first(
      """
      select 1 from visits v where v.visit_id = \(visitID) and v.collector_id = \(collectorID)
        and not exists (select from erased_debtors e where e.debtor_id = v.debtor_id)
      """) != nil
  }

  /// A photograph of the collector's, held until the transaction ends.
  static func take(_ photoID: PhotoID, of collectorID: StaffID, in transaction: PostgresTransaction) async throws -> Photo? {
    try await transaction.first(
      "select \(columns) from photos p where p.photo_id = \(photoID) and p.collector_id = \(collectorID) for update"
    ).map(photo)
  }

  static func update(_ photo: Photo, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update photos set received_bytes = \(photo.receivedBytes), width = \(photo.width.map(Int32.init)),
        height = \(photo.height.map(Int32.init)), stored_at = \(photo.storedAt), touched_at = \(now)
      where photo_id = \(photo.photoID)
      """)
  }

  /// The whole photographs of visits that the viewer may see: one by its id, or all of a visit.
  static func stored(
    _ photoID: PhotoID? = nil, of visitID: VisitID? = nil, for viewer: Viewer, in transaction: PostgresTransaction
  ) async throws -> [Photo] {
    try await transaction.query(
      """
      select \(columns) from photos p join visits v using (visit_id)
      where p.stored_at is not null and (p.photo_id = \(photoID) or p.visit_id = \(visitID)) and \(VisitStore.isVisible(to: viewer))
      order by p.captured_at, p.photo_id
      """
    ).map(photo)
  }

  /// Photographs of which nothing has come since then and something is missing, held until the transaction ends; not those that
  /// somebody is sending or removing.
  static func takeAbandoned(since: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [PhotoID] {
    try await transaction.query(
      """
      select photo_id from photos where stored_at is null and touched_at < \(since) order by touched_at limit \(Int64(limit))
      for update skip locked
      """
    ).map { try $0.decode("photo_id") }
  }

  static func remove(_ photos: [PhotoID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from photos where photo_id = any(\(photos)) and stored_at is null")
  }

  private static func photo(_ row: PostgresRow) throws -> Photo {
    let latitude = try row.decodeOptional(Int32.self, "latitude_e6")
    let longitude = try row.decodeOptional(Int32.self, "longitude_e6")
    let declaration = PhotoDeclaration(
      visitID: try row.decode("visit_id"), sha256: try row.decode("sha256"), sizeBytes: try row.decode("size_bytes"),
      contentType: try row.decode("content_type"), capturedAt: try row.decode("captured_at"), lat: latitude.map { Double($0) / 1e6 },
      lon: longitude.map { Double($0) / 1e6 })
    return Photo(
      photoID: try row.decode("photo_id"), declaration: declaration, collectorID: try row.decode("collector_id"),
      receivedBytes: try row.decode("received_bytes"), width: try row.decodeOptional(Int32.self, "width").map(Int.init),
      height: try row.decodeOptional(Int32.self, "height").map(Int.init), storedAt: try row.decode("stored_at"))
  }
}
