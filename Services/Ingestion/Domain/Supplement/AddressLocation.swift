package import Contracts

/// Where an address of a debtor is, as somebody found out.
package struct AddressLocation: Sendable {
  package var debtorID: DebtorID
  package var addressID: AddressID
  package var latitude: Double
  package var longitude: Double
  /// `rooftop`, `street`, `district`, `city`; `nil` when it was not said.
  package var precision: String?
  package var source: SupplementSource

  package init(
    debtorID: DebtorID, addressID: AddressID, latitude: Double, longitude: Double, precision: String?, source: SupplementSource
  ) {
    self.debtorID = debtorID
    self.addressID = addressID
    self.latitude = latitude
    self.longitude = longitude
    self.precision = precision
    self.source = source
  }
}

extension Portfolio {
  /// The address with its coordinates, as a statement of the source.
  ///
  /// - Throws: `account_unknown` without such a debtor, `invalid_value` when the debtor has no such address any more.
  package func read(_ location: AddressLocation, since: CalendarDate) throws(RecordError) -> Supplement {
    guard let debtor = debtor(location.debtorID) else {
      throw RecordError(.accountUnknown, "debtor_id", "the debtor is not known")
    }
    guard let address = debtor.addresses.first(where: { $0.addressID == location.addressID }) else {
      throw RecordError(.invalidValue, "address_id", "the debtor has no such address, or no longer")
    }
    guard let coordinate = Coordinate(latitude: location.latitude, longitude: location.longitude) else {
      throw RecordError(.invalidNumber, "lat", "latitude must lie within ±90 and longitude within ±180 degrees")
    }
    return try read(
      SupplementNotice(
        of: .debtor(debtor.debtorID), part: .address, source: location.source, since: since,
        body: address.statement(at: coordinate, precision: location.precision)))
  }
}

extension DebtorAddress {
  /// The address as a bank would have sent it, at other coordinates.
  func statement(at coordinate: Coordinate, precision: String?) -> [UInt8] {
    var members = ["kind": kind.rawValue, "lines": lines, "country": country]
    members["district"] = district
    members["city"] = city
    members["state"] = state
    members["precision"] = precision
    members["lat"] = Self.degrees(coordinate.latitudeE6)
    members["lon"] = Self.degrees(coordinate.longitudeE6)
    return JSONWriter.object(members)
  }

  /// Microdegrees as a decimal: -12046374 is -12.046374.
  private static func degrees(_ microdegrees: Int32) -> String {
    let magnitude = microdegrees.magnitude
    let fraction = String(magnitude % 1_000_000)
    return (microdegrees < 0 ? "-" : "") + "\(magnitude / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
  }
}
