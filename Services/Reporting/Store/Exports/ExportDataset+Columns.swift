extension ExportDataset {
  var columns: [Column] {
    switch self {
    case .accounts: Self.accountColumns
    case .visits: Self.visitColumns
    case .promises: Self.promiseColumns
    case .payments: Self.paymentColumns
    case .collectorDays: [Self.collector] + Self.dayStart + Self.stopColumns + Self.contactColumns + Self.wayColumns + Self.moneyColumns
    case .segmentDays:
      [Column("segment_id", "Segmento")] + Self.dayStart + Self.accountCounts + Self.contactColumns + Self.moneyColumns
    }
  }

  private static let collector = Column("collector", "Gestor")
  private static let zone = Column("zone", "Zona")
  private static let date = Column("business_date", "Fecha", .date)
  private static let currency = Column("currency", "Moneda")
  private static let debtor = Column("debtor_id", "Deudor")
  private static let account = Column("account_id", "Cuenta")

  private static let accountColumns = [
    account, debtor, Column("creditor_id", "Acreedor"), Column("product_type", "Producto"), Column("branch_code", "Agencia"),
    Column("status", "Estado"), Column("stage", "Etapa"), Column("bucket", "Tramo"), Column("segments", "Segmentos"),
    Column("days_past_due", "Días de mora", .whole), currency, Column("total_due_minor", "Deuda total", .amount),
    Column("overdue_minor", "Deuda vencida", .amount), zone, collector, date,
  ]

  private static let visitColumns = [
    Column("visit_id", "Visita"), debtor, date, zone, collector, Column("outcome", "Resultado"), Column("contact_type", "Contacto"),
    Column("geo_verdict", "Ubicación"), Column("contact_allowed", "Horario permitido", .flag), Column("late", "Tardía", .flag),
    Column("planned", "Planificada", .flag), Column("recorded_outcome", "Resultado registrado"),
    Column("corrected_at", "Corregida", .instant), Column("arrived_at", "Llegada", .instant), Column("captured_at", "Captura", .instant),
    Column("received_at", "Recepción", .instant),
  ]

  private static let promiseColumns = [
    Column("promise_id", "Promesa"), debtor, account, date, Column("due_on", "Vence", .date), Column("state", "Estado"), currency,
    Column("amount_minor", "Monto", .amount), Column("paid_minor", "Pagado", .amount), collector, Column("made_at", "Hecha", .instant),
    Column("changed_at", "Cambió", .instant),
  ]

  private static let paymentColumns = [
    Column("creditor_id", "Acreedor"), Column("payment_id", "Pago"), account, debtor, date, Column("kind", "Tipo"),
    Column("reversal_of", "Extorno de"), currency, Column("amount_minor", "Monto", .amount), Column("channel", "Canal"), zone, collector,
    Column("posted_at", "Contabilizado", .instant), Column("recorded_at", "Registrado", .instant),
  ]

  private static let dayStart = [date, currency]
  private static let accountCounts = [Column("accounts", "Cuentas", .whole), Column("overdue_minor", "Deuda vencida", .amount)]
  private static let stopColumns = [
    Column("planned_stops", "Paradas planificadas", .whole), Column("planned_stops_visited", "Paradas visitadas", .whole),
  ]
  private static let contactColumns = [
    Column("visits", "Visitas", .whole), Column("contacts", "Contactos", .whole),
    Column("right_party_contacts", "Contactos con el titular", .whole),
  ]
  private static let wayColumns = [
    Column("inside_fence_visits", "Visitas en el lugar", .whole), Column("late_visits", "Visitas tardías", .whole),
    Column("on_site_seconds", "Segundos en el lugar", .whole), Column("shift_seconds", "Segundos de jornada", .whole),
    Column("walked_metres", "Metros recorridos", .whole),
  ]
  private static let moneyColumns = [
    Column("promises", "Promesas", .whole), Column("promised_minor", "Prometido", .amount), Column("payments", "Pagos", .whole),
    Column("paid_minor", "Pagado", .amount), Column("reversals", "Extornos", .whole), Column("reversed_minor", "Extornado", .amount),
  ]
}
