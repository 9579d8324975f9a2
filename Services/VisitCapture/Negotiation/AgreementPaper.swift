import Contracts
import Documents
import Negotiation

/// What an agreement says on paper, in Spanish.
enum AgreementPaper {
  /// - Parameters:
  ///   - signature: `nil` for a preview.
  ///   - signedAt: when it was accepted.
  static func document(
    _ agreement: Agreement, debtorName: String, idNumber: String, accountNumber: String, signature: AgreementSignature?, signedAt: Instant?
  ) -> Document {
    let event = agreement.event
    let amount = { (minor: Int64) in text(minor, event.currency) }
    var blocks: [Document.Block] = [
      .title("Convenio de pago"),
      .paragraph("Convenio \(event.agreementID), plan \(event.planCode) versión \(event.planVersion), celebrado el \(agreement.madeOn)."),
      .paragraph("Deudor: \(debtorName), documento \(idNumber). Acreedor: \(event.creditorID). Cuenta: \(accountNumber)."),
      .heading("Importes en \(event.currency.rawValue)"), .table(amounts(agreement.quote)),
      .heading("Cuotas"), .table(schedule(agreement.quote, event.currency)),
      .paragraph(
        "Total a pagar: \(amount(agreement.quote.totalMinor)). Interés total: \(amount(agreement.quote.totalInterestMinor)). "
          + "Tasa efectiva anual: \(percent(agreement.quote.trueAnnualRate))."),
      .paragraph(waiver(agreement)),
    ]
    if let signature {
      blocks += [.heading("Aceptación"), .paragraph(signature.acceptedText)]
      let how = signature.method == .screen ? "firma en pantalla" : "código de un solo uso"
      blocks.append(.paragraph("Aceptado por el deudor con \(how)\(signedAt.map { " el \($0)" } ?? "")."))
      if let drawing = signature.drawing {
        blocks.append(.drawing(Document.Drawing(strokes: drawing.strokes.map { stroke in stroke.map { .init(x: $0.x, y: $0.y) } })))
      }
    } else {
      blocks.append(.heading("Borrador sin firma"))
    }
    return Document(title: "Convenio \(event.agreementID)", blocks: blocks)
  }

  private static func amounts(_ quote: AgreementQuote) -> Document.Table {
    let names: [(DebtComponent, String)] = [
      (.principal, "Capital"), (.interest, "Intereses"), (.lateInterest, "Intereses de mora"), (.fees, "Gastos"),
    ]
    var rows = names.map { component, name in
      [name]
        + [quote.debt[component], quote.waived[component], quote.debt[component] - quote.waived[component]].map { text($0, quote.currency) }
    }
    rows.append(
      ["Total"] + [quote.debt.total, quote.waived.total, quote.debt.total - quote.waived.total].map { text($0, quote.currency) })
    if quote.feeMinor > 0 {
      rows.append(["Honorarios e IVA", "", "", text(quote.feeMinor + quote.feeVATMinor, quote.currency)])
    }
    return Document.Table(
      columns: [
        .init("Concepto", share: 3), .init("Deuda", share: 2, isNumber: true), .init("Condonado", share: 2, isNumber: true),
        .init("A pagar", share: 2, isNumber: true),
      ], rows: rows)
  }

  private static func schedule(_ quote: AgreementQuote, _ currency: Currency) -> Document.Table {
    Document.Table(
      columns: [
        .init("Nº", share: 1), .init("Vence", share: 2), .init("Importe", share: 2, isNumber: true),
        .init("Interés", share: 2, isNumber: true), .init("Capital", share: 2, isNumber: true),
        .init("Honorarios", share: 2, isNumber: true),
        .init("Saldo", share: 2, isNumber: true),
      ],
      rows: quote.lines.map { line in
        [line.number == 0 ? "Inicial" : String(line.number), line.dueOn.description]
          + [line.totalMinor, line.interestMinor, line.principalMinor, line.feeMinor, line.balanceMinor].map { text($0, currency) }
      })
  }

  private static func waiver(_ agreement: Agreement) -> String {
    guard agreement.quote.waived.total > 0 else { return "No hay condonación." }
    let share = DecimalText.text(agreement.quote.waivedBasisPoints, decimals: 2)
    let when =
      agreement.waiverCondition == .onCompletion ? "se aplica al completar el plan" : "se aplica en proporción a las cuotas pagadas"
    return "La condonación de \(share) % \(when); en caso de incumplimiento, la parte no aplicada se vuelve a deber."
  }

  private static func percent(_ rate: Rate) -> String {
    DecimalText.text(rate.of(1_000_000), decimals: 4) + " %"
  }

  private static func text(_ minor: Int64, _ currency: Currency) -> String { DecimalText.text(minor, decimals: currency.decimals) }
}
