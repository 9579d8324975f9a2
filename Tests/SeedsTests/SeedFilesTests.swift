import Contracts
import FoundationEssentials
import Seeds
import TestSupport
import Testing

@Suite("The files in seeds/")
struct SeedFilesTests {
  /// `RONDA_WRITE_SAMPLES=1` writes the files instead of comparing them, after a change of the generator.
  @Test("the committed sample is what the generator makes, byte for byte", arguments: SeedData.cities)
  func sampleIsReproducible(_ name: String) throws {
    let made = SeedSample.bytes(city: try SeedData.city(name))
    if ProcessInfo.processInfo.environment["RONDA_WRITE_SAMPLES"] == "1" {
      try Data(made).write(to: URL(filePath: "\(ProjectFiles.root)/seeds/sample/\(name).jsonl"))
    }
    let committed = try ProjectFiles.bytes("seeds/sample/\(name).jsonl")
    #expect(made == committed, "seeds/sample/\(name).jsonl differs; RONDA_WRITE_SAMPLES=1 writes it again")
    #expect(committed.count < 1_000_000)
  }

  @Test("the sample loaded with a date is what the generator makes for that date", arguments: SeedData.cities)
  func sampleResolves(_ name: String) throws {
    let generator = SeedGenerator(
      city: try SeedData.city(name), debtors: SeedSample.debtors(city: name), seed: SeedSample.seed, businessDate: Portfolio.businessDate)
    #expect(try SeedData.sample(name, businessDate: Portfolio.businessDate) == Array(generator))
  }

  @Test("relative dates become dates; a broken one is an error with its place")
  func relativeDates() throws {
    let date = try #require(CalendarDate("2026-03-01"))
    let text = try SeedDates.resolve(Array(#"{"a":"{{-1}}","b":{"c":"{{30}}T01:00:00.000Z"}}"#.utf8), businessDate: date)
    #expect(String(decoding: text, as: UTF8.self) == #"{"a":"2026-02-28","b":{"c":"2026-03-31T01:00:00.000Z"}}"#)
    #expect(throws: SeedDates.Failure.malformed(5)) { try SeedDates.resolve(Array(#"{"a":{{x}}"#.utf8), businessDate: date) }
    #expect(throws: SeedDates.Failure.malformed(0)) { try SeedDates.resolve(Array("{{3}".utf8), businessDate: date) }
    #expect(throws: SeedSample.Failure.malformedLine(2)) {
      try SeedSample.messages(
        in: Array(#"{"day":0,"type":"t","id":"i","time":"t","key":"k","body":{}}"#.utf8) + Array("\n{}".utf8), businessDate: date)
    }
  }

  @Test("zones tile the city: every side is shared by two zones or lies on the one outer boundary", arguments: SeedData.cities)
  func zonesTile(_ name: String) throws {
    let map = try ZoneMap(city: name)
    #expect(name == "lima" ? (12...16).contains(map.rings.count) : (8...10).contains(map.rings.count))
    let sides = map.rings.keys.flatMap(map.sides)
    let all = Set(sides)
    #expect(all.count == sides.count, "two zones on the same side of a line")
    let outer = sides.filter { !all.contains(ZoneMap.Side(from: $0.to, to: $0.from)) }
    let next = Dictionary(uniqueKeysWithValues: outer.map { ($0.from, $0.to) })
    var corner = try #require(outer.first?.from)
    for _ in outer { corner = try #require(next[corner]) }
    #expect(corner == outer.first?.from)
    var seen: Set<ZoneMap.Corner> = []
    while seen.insert(corner).inserted { corner = try #require(next[corner]) }
    #expect(seen.count == outer.count, "the outer boundary is in pieces")
  }

  @Test("every district centre lies in the zone that it names, every town outside in none", arguments: SeedData.cities)
  func centres(_ name: String) throws {
    let map = try ZoneMap(city: name)
    let city = try SeedData.city(name)
    for district in city.districts {
      for centre in district.centres { #expect(map.zones(at: centre.location) == [district.zoneCode], "\(district.name)") }
    }
    for town in city.outside { #expect(map.zones(at: town.location) == [], "\(town.name ?? "")") }
    #expect(Set(city.districts.map(\.name)).count >= (name == "lima" ? 40 : 19))
    #expect(map.names.values.allSatisfy { !$0.isEmpty })
  }

  @Test("every zone has a collector who lives in it and works from 8 to 18 with 40 to 60 stops at most")
  func collectors() throws {
    let staff = try SeedData.staff()
    #expect(Set(staff.map(\.email)).count == staff.count)
    #expect(staff.allSatisfy { $0.email.hasSuffix("@ronda.example") && $0.active && !$0.fullName.isEmpty })
    for (name, count) in [("lima", 40), ("bogota", 20)] {
      let map = try ZoneMap(city: name)
      let collectors = staff.filter { $0.city == name && $0.roles == [.collector] }
      #expect(collectors.count == count)
      #expect(Set(collectors.flatMap(\.zoneCodes)) == Set(map.rings.keys))
      for collector in collectors {
        #expect(map.zones(at: try #require(collector.home)) == collector.zoneCodes, "\(collector.email)")
        #expect(collector.shiftStartsMinute == 480 && collector.shiftEndsMinute == 1_080 && (40...60).contains(collector.maximumStops))
        #expect(collector.teamID?.rawValue == name)
      }
      let supervisor = try #require(staff.first { $0.email == "supervisor.\(name)@ronda.example" })
      #expect(supervisor.roles == [.supervisor] && Set(supervisor.zoneCodes) == Set(map.rings.keys))
    }
    #expect(staff.contains { $0.email == "admin@ronda.example" && $0.roles == [.administrator] })
  }
}
