import Contracts

/// The body of an account event, as in docs/contracts/schemas/ronda.in.delinquency.v1/account-body.json.
struct AccountBody {
  let city: City
  let person: SeedPerson
  let circumstances: SeedCircumstances
  let account: SeedAccount

  /// `day`: how many days after the business date the books are; the account is that much later.
  func write(into writer: inout JSONWriter, day: Int, sequence: Int64) {
    let late = account.daysPastDue + day
    writer.object { writer in
      writer.text("creditor_id", account.creditor)
      writer.text("account_number", account.number)
      writer.text("product_code", account.product.code)
      writer.text("product_type", account.product.type.rawValue)
      writer.text("branch_code", account.branchCode)
      writer.text("currency", city.currency.rawValue)
      writer.day("opened_on", account.openedDay)
      writer.day("maturity_on", account.openedDay + 30 * account.termMonths)
      debtor(&writer)
      parties(&writer)
      addresses(&writer)
      contacts(&writer)
      balances(&writer, account.balances(daysPastDue: late))
      schedule(&writer, late: late, day: day)
      flags(&writer)
      writer.object("attributes") { writer in
        for attribute in circumstances.attributes { writer.text(attribute.name, attribute.value) }
      }
      writer.integer("sequence", sequence)
      writer.day("business_date", day)
    }
  }

  private func debtor(_ writer: inout JSONWriter) {
    writer.object("debtor") { writer in
      writer.text("id_type", city.idType)
      writer.text("id_number", person.idNumber)
      writer.text("full_name", person.fullName)
      writer.text("person_type", PersonType.natural.rawValue)
      writer.date("birth_date", person.birthDate)
      writer.text("language", city.language)
      writer.integer("risk_score", Int64(person.riskScore))
    }
  }

  private func parties(_ writer: inout JSONWriter) {
    guard let guarantor = circumstances.guarantor else { return }
    writer.array("parties") { writer in
      writer.object { writer in
        writer.text("role", guarantor.role)
        writer.text("id_type", city.idType)
        writer.text("id_number", guarantor.idNumber)
        writer.text("full_name", guarantor.fullName)
        writer.text("relationship", guarantor.relationship)
        writer.array("contacts") { writer in
          writer.object { writer in
            writer.text("channel", ContactChannel.call.rawValue)
            writer.text("value", guarantor.mobile)
          }
        }
      }
    }
  }

  private func addresses(_ writer: inout JSONWriter) {
    writer.array("addresses") { writer in
      for address in circumstances.addresses {
        writer.object { writer in
          writer.text("kind", address.kind.rawValue)
          writer.text("lines", address.lines)
          writer.text("district", address.district)
          writer.text("city", address.city)
          writer.text("state", city.state)
          writer.text("country", city.country)
          if let location = address.location {
            writer.degrees("lat", location.latitudeE6)
            writer.degrees("lon", location.longitudeE6)
          }
          if let precision = address.precision { writer.text("precision", precision) }
          writer.text("quality", address.quality)
        }
      }
    }
  }

  private func contacts(_ writer: inout JSONWriter) {
    writer.array("contacts") { writer in
      if circumstances.hasMobile { contact(&writer, .call, person.mobile) }
      if circumstances.hasMobile, circumstances.usesWhatsApp { contact(&writer, .whatsapp, person.mobile) }
      if circumstances.hasEmail { contact(&writer, .email, person.email) }
    }
  }

  private func contact(_ writer: inout JSONWriter, _ channel: ContactChannel, _ value: String) {
    writer.object { writer in
      writer.text("channel", channel.rawValue)
      writer.text("value", value)
      writer.text("quality", "good")
      guard let granted = circumstances.consent else { return }
      writer.object("consent") { writer in
        writer.flag("granted", granted)
        writer.instant("at", day: circumstances.consentDay, second: 15 * 3_600)
        writer.text("source", circumstances.consentSource)
      }
    }
  }

  private func balances(_ writer: inout JSONWriter, _ balances: SeedBalances) {
    writer.object("balances") { writer in
      writer.object("overdue") { writer in
        writer.integer("principal_minor", balances.principal)
        writer.integer("interest_minor", balances.interest)
        writer.integer("late_interest_minor", balances.lateInterest)
        writer.integer("fees_minor", balances.fees)
        if balances.insurance > 0 { writer.integer("insurance_minor", balances.insurance) }
        writer.integer("total_minor", balances.overdue)
      }
      writer.integer("outstanding_principal_minor", balances.outstandingPrincipal)
      writer.integer("not_yet_due_minor", balances.notYetDue)
      writer.integer("total_due_minor", balances.totalDue)
    }
  }

  private func schedule(_ writer: inout JSONWriter, late: Int, day: Int) {
    let overdue = min(SeedAccount.instalments(daysPastDue: late), account.termMonths - account.paidInstalments)
    writer.integer("days_past_due", Int64(late))
    if late > 0 { writer.day("oldest_due_date", -account.daysPastDue) }
    writer.text("bucket", SeedAccount.bucket(daysPastDue: late))
    writer.integer("instalments_overdue", Int64(overdue))
    if account.paidInstalments + overdue < account.termMonths {
      writer.object("next_due") { writer in
        writer.day("date", 30 * SeedAccount.instalments(daysPastDue: late) - account.daysPastDue)
        writer.integer("amount_minor", account.instalmentMinor)
      }
    }
    if let lastPaymentDay = account.lastPaymentDay {
      writer.object("last_payment") { writer in
        writer.day("date", lastPaymentDay)
        writer.integer("amount_minor", account.instalmentMinor)
      }
    }
  }

  private func flags(_ writer: inout JSONWriter) {
    guard !account.flags.isEmpty else { return }
    writer.object("flags") { writer in
      for flag in account.flags { writer.flag(flag, true) }
    }
  }
}
