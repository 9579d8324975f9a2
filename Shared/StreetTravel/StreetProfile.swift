/// How somebody travels on the streets: which may be used, in which direction, how fast. Without turn restrictions and traffic lights;
/// the speeds are a city's daily means.
public struct StreetProfile: Hashable, Sendable {
  /// Car or motorcycle.
  public static let motor = StreetProfile(isOnFoot: false)
  /// On foot: both ways everywhere, 4.8 km/h, steps included.
  public static let foot = StreetProfile(isOnFoot: true)

  /// The only tags that decide.
  static let tags: Set<String> = [
    "highway", "oneway", "junction", "maxspeed", "access", "vehicle", "motor_vehicle", "motorcar", "foot", "area",
  ]

  /// Kilometres an hour by class of street where no sign says otherwise.
  private static let speeds: [String: Double] = [
    "motorway": 80, "motorway_link": 45, "trunk": 60, "trunk_link": 40, "primary": 40, "primary_link": 30, "secondary": 35,
    "secondary_link": 30, "tertiary": 30, "tertiary_link": 25, "unclassified": 25, "residential": 22, "living_street": 10,
    "service": 12, "road": 20,
  ]
  private static let footways: Set<String> = ["pedestrian", "footway", "path", "steps", "track", "cycleway", "corridor"]
  private static let closedToFeet: Set<String> = ["motorway", "motorway_link", "trunk", "trunk_link"]
  /// What of a signed maximum is driven on average.
  private static let shareOfMaximum = 0.8
  private static let walkingSpeed = 4.8

  private let isOnFoot: Bool

  /// Kilometres an hour in the way's direction and against it; `nil` where it may not be used.
  struct Speeds: Hashable {
    var along: Double?
    var against: Double?
  }

  func speeds(_ tags: [String: String]) -> Speeds {
    guard let street = tags["highway"], tags["area"] != "yes" else { return Speeds() }
    return isOnFoot ? walking(street, tags) : driving(street, tags)
  }

  private func walking(_ street: String, _ tags: [String: String]) -> Speeds {
    let isOpen = Self.speeds[street] != nil && !Self.closedToFeet.contains(street) || Self.footways.contains(street)
    guard isAllowed(tags, ["foot", "access"], standard: isOpen) else { return Speeds() }
    return Speeds(along: Self.walkingSpeed, against: Self.walkingSpeed)
  }

  private func driving(_ street: String, _ tags: [String: String]) -> Speeds {
    guard let usual = Self.speeds[street], isAllowed(tags, ["motorcar", "motor_vehicle", "vehicle", "access"], standard: true) else {
      return Speeds()
    }
    let speed = tags["maxspeed"].flatMap(Self.maximum).map { max(3, $0 * Self.shareOfMaximum) } ?? usual
    let isRound = tags["junction"] == "roundabout" || tags["junction"] == "circular"
    switch tags["oneway"] {
    case "yes", "true", "1": return Speeds(along: speed)
    case "-1", "reverse": return Speeds(against: speed)
    case "no", "false", "0": return Speeds(along: speed, against: speed)
    default:
      return isRound || street == "motorway" || street == "motorway_link" ? Speeds(along: speed) : Speeds(along: speed, against: speed)
    }
  }

  /// The first of the tags that is there decides; `destination` and the like are open to whoever has business there.
  private func isAllowed(_ tags: [String: String], _ names: [String], standard: Bool) -> Bool {
    for name in names {
      guard let value = tags[name] else { continue }
      return !["no", "private", "agricultural", "forestry", "military", "delivery"].contains(value)
    }
    return standard
  }

  /// `50`, `50 km/h`, `30 mph`; anything else is left to the class of the street.
  static func maximum(_ text: String) -> Double? {
    let parts = text.split(separator: " ")
    guard let value = parts.first.flatMap({ Double($0) }), value.isFinite, (5...150).contains(value) else { return nil }
    return parts.dropFirst().first == "mph" || text.hasSuffix("mph") ? value * 1.609344 : value
  }
}
