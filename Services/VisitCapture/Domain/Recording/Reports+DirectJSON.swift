package import Contracts

// What a record's fingerprint is made of.

extension VisitReport: DirectJSONEncodable {
  package func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("accuracy_m", accuracyMetres)
      json.member("arrived_at", arrivedAt)
      json.member("captured_at", capturedAt)
      json.member("contact_type", contactType?.rawValue)
      json.member("debtor_id", debtorID)
      json.member("lat", lat)
      json.member("lon", lon)
      json.member("mock", mock)
      json.member("note", note)
      json.member("outcome", outcome)
      json.member("party_role", partyRole?.rawValue)
      if let promise { json.member("promise") { promise.write(to: &$0) } }
      json.member("reason", reason)
      json.member("stop_id", stopID)
      json.member("tree_version", treeVersion)
      json.member("visit_id", visitID)
    }
  }
}

extension PromiseAtTheDoor {
  fileprivate func write(to json: inout JSONBytes) {
    json.member("account_id", accountID)
    json.member("amount_minor", amountMinor)
    json.member("currency", currency.rawValue)
    json.member("due_on", dueOn)
    json.member("made_at", madeAt)
    json.member("method", method?.rawValue)
    json.member("more_account_ids", moreAccountIDs)
    json.member("policy_version", policyVersion)
    json.member("promise_id", promiseID)
    json.member("replaces", replaces)
    json.member("series_id", seriesID)
  }
}

extension PositionReport: DirectJSONEncodable {
  package func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("accuracy_m", accuracyMetres)
      json.member("captured_at", capturedAt)
      json.member("lat", lat)
      json.member("lon", lon)
      json.member("mock", mock)
      json.member("position_id", positionID)
    }
  }
}
