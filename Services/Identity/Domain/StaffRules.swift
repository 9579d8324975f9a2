import Contracts
import Foundation

/// What is wrong with a field of a staff member.
struct StaffFault: Equatable {
  let field: String
  let code: String
  let message: String
}

/// What a staff member must be like.
enum StaffRules {
  static let longestText = 200
  static let mostZones = 500
  static let mostSkills = 50

  static func faults(of member: StaffMember) -> [StaffFault] {
    identityFaults(of: member) + workFaults(of: member)
  }

  private static func identityFaults(of member: StaffMember) -> [StaffFault] {
    var faults: [StaffFault] = []
    func check(_ holds: Bool, _ field: String, _ code: String, _ message: String) {
      if !holds { faults.append(StaffFault(field: field, code: code, message: message)) }
    }
    check(isText(member.fullName), "full_name", "invalid", "Expected 1 to \(longestText) characters.")
    check(isEmail(member.email), "email", "invalid", "Expected an e-mail address.")
    check(!member.roles.isEmpty, "roles", "required", "Expected at least one role.")
    check(Set(member.roles).count == member.roles.count, "roles", "duplicate", "A role occurs twice.")
    check(isLanguage(member.language), "language", "invalid", "Expected a language tag such as es or es-PE.")
    check(TimeZone(identifier: member.timeZone) != nil, "time_zone", "invalid", "Expected a time zone such as America/Lima.")
    return faults
  }

  private static func workFaults(of member: StaffMember) -> [StaffFault] {
    var faults: [StaffFault] = []
    func check(_ holds: Bool, _ field: String, _ code: String, _ message: String) {
      if !holds { faults.append(StaffFault(field: field, code: code, message: message)) }
    }
    let needsTeam = member.roles.contains(.supervisor) || member.roles.contains(.collector)
    check(!needsTeam || member.teamID != nil, "team_id", "required", "Supervisors and collectors belong to a team.")
    check(member.teamID.map { isText($0.rawValue) } ?? true, "team_id", "invalid", "Expected 1 to \(longestText) characters.")
    check(member.zoneCodes.allSatisfy(isText), "zone_codes", "invalid", "A zone code is empty or too long.")
    check(Set(member.zoneCodes).count == member.zoneCodes.count, "zone_codes", "duplicate", "A zone occurs twice.")
    check(member.zoneCodes.count <= mostZones, "zone_codes", "too_many", "Expected at most \(mostZones) zones.")
    check(member.creditorIDs.allSatisfy { isText($0.rawValue) }, "creditor_ids", "invalid", "A creditor is empty or too long.")
    check(member.skills.allSatisfy(isText), "skills", "invalid", "A skill is empty or too long.")
    check(Set(member.skills).count == member.skills.count, "skills", "duplicate", "A skill occurs twice.")
    check(member.skills.count <= mostSkills, "skills", "too_many", "Expected at most \(mostSkills) skills.")
    check((0...1_440).contains(member.shiftStartsMinute), "shift_starts_minute", "out_of_range", "Expected 0 to 1440.")
    check(
      member.shiftStartsMinute <= member.shiftEndsMinute && member.shiftEndsMinute <= 1_440, "shift_ends_minute", "out_of_range",
      "Expected shift_starts_minute to 1440.")
    check((0...500).contains(member.maximumStops), "maximum_stops", "out_of_range", "Expected 0 to 500.")
    return faults
  }

  private static func isText(_ text: String) -> Bool {
    !text.isEmpty && text.count <= longestText && !text.contains(where: \.isNewline)
  }

  /// One `@` with something on both sides and a dot after it; whether the address works shows when mail is sent.
  private static func isEmail(_ text: String) -> Bool {
    let sides = text.split(separator: "@", omittingEmptySubsequences: false)
    return sides.count == 2 && !sides[0].isEmpty && sides[1].contains(".") && !sides[1].hasPrefix(".") && !sides[1].hasSuffix(".")
      && text.utf8.count <= 254 && !text.contains { $0.isWhitespace || $0 == "<" || $0 == ">" || $0 == "\0" }
  }

  static func isLanguage(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy({ $0.isASCII && $0.isLowercase }) else { return false }
    return parts.count <= 3
      && parts.dropFirst().allSatisfy { (2...8).contains($0.count) && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } }
  }
}

/// What a new password must be like.
enum PasswordRules {
  /// Long rather than intricate (NIST SP 800-63B, 5.1.1.2); the upper bound keeps a request from costing more than others.
  static let lengths = 10...200

  static func fault(of password: String, field: String) -> StaffFault? {
    guard !lengths.contains(password.count) else { return nil }
    return StaffFault(field: field, code: "length", message: "Expected \(lengths.lowerBound) to \(lengths.upperBound) characters.")
  }
}
