public import Contracts

// Kept with every decision, and part of what a decision's id is made of.

extension ContactInputs: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("channel", channel.rawValue)
      json.member("conduct", conduct)
      json.member("consent", consent)
      json.member("counting", counting)
      json.member("flags", flags)
      json.member("instant", instant)
      json.member("jurisdictions", jurisdictions)
      json.member("party", party)
      json.member("place", place)
      json.member("prior", prior)
      json.member("product", product?.rawValue)
      json.member("time_zone", timeZone)
      json.member("visit_authorized", visitAuthorized)
      json.member("week", week)
    }
  }
}

extension ContactInputs.Prior: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("about_this_debt", aboutThisDebt)
      json.member("at", at)
      json.member("channel", channel.rawValue)
      json.member("reached", reached)
    }
  }
}
