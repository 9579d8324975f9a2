package import Negotiation

/// What good behaviour earns: after so many instalments in time, one after the other, something is let go.
package struct Incentive: Codable, Equatable, Sendable {
  package enum Reward: String, Codable, CaseIterable, Sendable {
    /// The interest of the instalments still to come falls by `share`.
    case rateCut = "rate_cut"
    /// The last instalment is let go.
    case waiveLast = "waive_last"
    /// `share` of the late interest that was not waived is let go.
    case lateInterestWaiver = "late_interest_waiver"
  }

  package enum OnLate: String, Codable, CaseIterable, Sendable {
    /// The count begins again.
    case resets
    /// Nothing more can be earned.
    case forfeits
  }

  package var after: Int
  package var reward: Reward
  package var share: Rate
  package var onLate: OnLate

  package init(after: Int, reward: Reward, share: Rate = .zero, onLate: OnLate) {
    self.after = after
    self.reward = reward
    self.share = share
    self.onLate = onLate
  }

  private enum CodingKeys: String, CodingKey {
    case after, reward, share
    case onLate = "on_late"
  }

  func check() throws(RecordProblem) {
    guard (1...ScheduleTerms.maximumInstalments).contains(after) else {
      throw RecordProblem("out_of_range", "incentive.after", "A reward comes after 1 to \(ScheduleTerms.maximumInstalments) instalments.")
    }
    guard Rate(numerator: 1, denominator: 1).map({ share <= $0 }) ?? false else {
      throw RecordProblem("out_of_range", "incentive.share", "A share is at most 1.")
    }
  }

  /// What the reward is worth when the instalment with the index is paid.
  func worth(_ lines: [AgreedInstalment], after index: Int, lateInterestMinor: Int64) -> Int64 {
    let coming = lines[(index + 1)...]
    return switch reward {
    case .rateCut: share.of(coming.reduce(0) { $0 + $1.interestMinor })
    case .waiveLast: coming.last?.totalMinor ?? 0
    case .lateInterestWaiver: share.of(lateInterestMinor)
    }
  }
}
