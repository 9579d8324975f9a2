import Foundation

/// A file of accounts, the same for the same day. On another day every tenth row says something else.
struct AccountsFile {
  let rows: Int
  let day: Int

  var bytes: Data {
    var text =
      "creditor_id,account_number,id_type,id_number,full_name,product_code,product_type,branch_code,currency,total_due,overdue_principal,"
      + "overdue_interest,overdue_late_interest,overdue_fees,days_past_due,oldest_due_date,last_payment_date,last_payment_amount,"
      + "next_due_date,status,risk_score,custom_job\n"
    text.reserveCapacity(rows * 180)
    let products = ["loan", "card", "microcredit", "vehicle"]
    for row in 0..<rows {
      // Every seventh account is of a debtor who has one already.
      let person = 10_000_000 + (row % 7 == 6 ? row - 1 : row) * 37 % 89_999_999
      let principal = 100 + row * 31 % 9_000 + (row % 10 == 0 ? day : 0)
      text +=
        "andes,\(String(1_000_000_000 + row).dropFirst()),DNI,\(person),\"Quispe Mamani, Rosa \(row % 997)\",PP\(row % 9),"
        + "\(products[row % 4]),LIM-\(row % 40),PEN,\(principal * 3).50,\(principal).25,\(principal / 9).10,\(principal / 50).05,5.00,"
        + "\(1 + row % 300),2026-08-\(10 + row % 20),2026-07-\(10 + row % 20),\(50 + row % 300).00,2026-12-05,ACTIVE,\(300 + row % 600),nurse\n"
    }
    return Data(text.utf8)
  }
}
