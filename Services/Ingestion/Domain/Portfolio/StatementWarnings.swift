extension AccountStatement {
  /// What is taken although it looks wrong: a field, a code and a sentence each.
  package var warnings: [RecordError] {
    guard let person = profile?.person else { return [] }
    switch IdentityDocument.judge(type: person.idType, number: person.idNumber) {
    case .ok, .unchecked: return []
    case .wrongCheckDigit:
      return [RecordError(.wrongCheckDigit, "debtor.id_number", "the check digit is wrong; the record was taken, please check the number")]
    case .wrongForm:
      return [RecordError(.wrongForm, "debtor.id_number", "is not a number of this type of document; the record was taken, please check")]
    }
  }
}
