// The events of the field, each of which somebody waits for at a door.

extension VisitRecorded: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("account_ids", accountIDs)
      json.member("accuracy_metres", accuracyMetres?.value)
      json.member("arrived_at", arrivedAt)
      json.member("business_date", businessDate)
      json.member("captured_at", capturedAt)
      json.member("collector_id", collectorID)
      json.member("contact_allowed", contactAllowed)
      json.member("contact_rule_ids", contactRuleIDs)
      json.member("contact_type", contactType.rawValue)
      json.member("debtor_id", debtorID)
      json.member("device_captured_at", deviceCapturedAt)
      json.member("distance_metres", distanceMetres?.value)
      json.member("geo_verdict", geoVerdict.rawValue)
      json.member("late", late)
      json.member("location", location)
      json.member("note", note)
      json.member("outcome", outcome)
      json.member("promise_id", promiseID)
      json.member("received_at", receivedAt)
      json.member("route_id", routeID)
      json.member("stop_id", stopID)
      json.member("task_ids", taskIDs)
      json.member("team_id", teamID)
      json.member("visit_id", visitID)
      json.member("zone_id", zoneID)
    }
  }
}

extension PositionReported: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("accuracy_metres", accuracyMetres?.value)
      json.member("captured_at", capturedAt)
      json.member("collector_id", collectorID)
      json.member("device_captured_at", deviceCapturedAt)
      json.member("location", location)
      json.member("mock", mock)
      json.member("position_id", positionID)
      json.member("received_at", receivedAt)
      json.member("team_id", teamID)
    }
  }
}

extension JSONBytes {
  /// Latitude and longitude in degrees.
  mutating func member(_ name: StaticString, _ location: Coordinate?) {
    guard let location else { return }
    member(name) { json in
      json.member("lat", degreesE6: location.latitudeE6)
      json.member("lon", degreesE6: location.longitudeE6)
    }
  }
}
