// The events of ingestion, which go out for every record that a bank sends.

extension AccountUpdated: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("account_id", accountID)
      json.member("account_number", accountNumber)
      json.member("attributes", attributes)
      json.member("branch_code", branchCode)
      json.member("business_date", businessDate)
      json.member("creditor_id", creditorID)
      json.member("currency", currency.rawValue)
      json.member("days_past_due", daysPastDue)
      json.member("debtor_id", debtorID)
      json.member("flags") { flags.write(to: &$0) }
      json.member("last_payment_date", lastPaymentDate)
      json.member("last_payment_minor", lastPaymentMinor)
      json.member("next_due_date", nextDueDate)
      json.member("next_due_minor", nextDueMinor)
      json.member("oldest_due_date", oldestDueDate)
      json.member("overdue_fees_minor", overdueFeesMinor)
      json.member("overdue_interest_minor", overdueInterestMinor)
      json.member("overdue_late_interest_minor", overdueLateInterestMinor)
      json.member("overdue_minor", overdueMinor)
      json.member("overdue_principal_minor", overduePrincipalMinor)
      json.member("product_code", productCode)
      json.member("product_type", productType.rawValue)
      json.member("risk_score", riskScore)
      json.member("status", status.rawValue)
      json.member("total_due_minor", totalDueMinor)
      json.member("updated_at", updatedAt)
      json.member("version", version)
    }
  }
}

extension AccountFlags {
  fileprivate func write(to json: inout JSONBytes) {
    json.member("cease", cease)
    json.member("deceased", deceased)
    json.member("dispute", dispute)
    json.member("do_not_contact", doNotContact)
    json.member("fraud", fraud)
    json.member("hardship", hardship)
    json.member("insolvency", insolvency)
    json.member("legal_representative", legalRepresentative)
    json.member("visit_authorized", visitAuthorized)
  }
}

extension DebtorUpdated: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("addresses", addresses)
      json.member("birth_date", birthDate)
      json.member("contacts", contacts)
      json.member("country", country)
      json.member("debtor_id", debtorID)
      json.member("full_name", fullName)
      json.member("id_number", idNumber)
      json.member("id_type", idType)
      json.member("language", language)
      if let parties { json.member("parties", parties) }
      json.member("person_type", personType.rawValue)
      json.member("time_zone", timeZone)
      json.member("totals", totals)
      json.member("updated_at", updatedAt)
      json.member("version", version)
    }
  }
}

extension DebtorAddress: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("address_id", addressID)
      json.member("city", city)
      json.member("country", country)
      json.member("district", district)
      json.member("kind", kind.rawValue)
      json.member("lines", lines)
      json.member("location", location)
      json.member("precision", precision)
      json.member("state", state)
    }
  }
}

extension DebtorContact: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("channel", channel.rawValue)
      json.member("consent_granted", consentGranted)
      json.member("contact_id", contactID)
      json.member("quality", quality)
      json.member("value", value)
    }
  }
}

extension DebtorParty: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("account_id", accountID)
      json.member("creditor_id", creditorID)
      json.member("full_name", fullName)
      json.member("party_id", partyID)
      json.member("role", role.rawValue)
    }
  }
}

extension DebtorTotal: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("accounts", accounts)
      json.member("currency", currency.rawValue)
      json.member("maximum_days_past_due", maximumDaysPastDue)
      json.member("overdue_minor", overdueMinor)
      json.member("total_due_minor", totalDueMinor)
    }
  }
}

extension PaymentRecorded: DirectJSONEncodable {
  public func write(to json: inout JSONBytes) {
    json.object { json in
      json.member("account_id", accountID)
      json.member("account_overdue_minor", accountOverdueMinor)
      json.member("amount_minor", amountMinor)
      json.member("channel", channel)
      json.member("creditor_id", creditorID)
      json.member("currency", currency.rawValue)
      json.member("debtor_id", debtorID)
      json.member("debtor_overdue_minor", debtorOverdueMinor)
      json.member("kind", kind.rawValue)
      json.member("part_of", partOf)
      json.member("payment_id", paymentID)
      json.member("posted_at", postedAt)
      json.member("recorded_at", recordedAt)
      json.member("reversal_of", reversalOf)
      json.member("value_date", valueDate)
    }
  }
}
