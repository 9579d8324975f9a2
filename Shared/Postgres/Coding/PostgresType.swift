/// A PostgreSQL data type by its object id, with the id of its array type. Equal when the ids are.
public struct PostgresType: Sendable, Hashable, CustomStringConvertible {
  public let oid: UInt32
  /// The id of the type `this[]`; 0 when it has none that this library knows (arrays themselves).
  public let arrayOID: UInt32

  @inlinable
  public init(oid: UInt32, arrayOID: UInt32 = 0) {
    self.oid = oid
    self.arrayOID = arrayOID
  }

  @inlinable
  public static func == (a: PostgresType, b: PostgresType) -> Bool { a.oid == b.oid }

  @inlinable
  public func hash(into hasher: inout Hasher) { hasher.combine(oid) }

  @inlinable public static var bool: PostgresType { PostgresType(oid: 16, arrayOID: 1000) }
  @inlinable public static var bytea: PostgresType { PostgresType(oid: 17, arrayOID: 1001) }
  @inlinable public static var char: PostgresType { PostgresType(oid: 18, arrayOID: 1002) }
  @inlinable public static var name: PostgresType { PostgresType(oid: 19, arrayOID: 1003) }
  @inlinable public static var int8: PostgresType { PostgresType(oid: 20, arrayOID: 1016) }
  @inlinable public static var int2: PostgresType { PostgresType(oid: 21, arrayOID: 1005) }
  @inlinable public static var int4: PostgresType { PostgresType(oid: 23, arrayOID: 1007) }
  @inlinable public static var text: PostgresType { PostgresType(oid: 25, arrayOID: 1009) }
  @inlinable public static var oid: PostgresType { PostgresType(oid: 26, arrayOID: 1028) }
  @inlinable public static var json: PostgresType { PostgresType(oid: 114, arrayOID: 199) }
  @inlinable public static var float4: PostgresType { PostgresType(oid: 700, arrayOID: 1021) }
  @inlinable public static var float8: PostgresType { PostgresType(oid: 701, arrayOID: 1022) }
  @inlinable public static var unknown: PostgresType { PostgresType(oid: 705) }
  @inlinable public static var bpchar: PostgresType { PostgresType(oid: 1042, arrayOID: 1014) }
  @inlinable public static var varchar: PostgresType { PostgresType(oid: 1043, arrayOID: 1015) }
  @inlinable public static var date: PostgresType { PostgresType(oid: 1082, arrayOID: 1182) }
  @inlinable public static var timestamp: PostgresType { PostgresType(oid: 1114, arrayOID: 1115) }
  @inlinable public static var timestamptz: PostgresType { PostgresType(oid: 1184, arrayOID: 1185) }
  @inlinable public static var numeric: PostgresType { PostgresType(oid: 1700, arrayOID: 1231) }
  @inlinable public static var uuid: PostgresType { PostgresType(oid: 2950, arrayOID: 2951) }
  @inlinable public static var jsonb: PostgresType { PostgresType(oid: 3802, arrayOID: 3807) }

  /// The array type of this type. Its oid is 0 when there is none, which a statement refuses before it is sent.
  @inlinable public var array: PostgresType { PostgresType(oid: arrayOID) }

  /// Types made by the user of the database (enumerations, domains over text, citext) have ids from here on.
  @inlinable var isUserDefined: Bool { oid >= 16384 }

  public var description: String {
    Self.names[oid] ?? "type \(oid)"
  }

  private static let names: [UInt32: String] = [
    16: "bool", 17: "bytea", 18: "char", 19: "name", 20: "int8", 21: "int2", 23: "int4", 25: "text", 26: "oid", 114: "json",
    199: "json[]", 700: "float4", 701: "float8", 705: "unknown", 1000: "bool[]", 1001: "bytea[]", 1005: "int2[]", 1007: "int4[]",
    1009: "text[]", 1015: "varchar[]", 1016: "int8[]", 1021: "float4[]", 1022: "float8[]", 1042: "bpchar", 1043: "varchar",
    1082: "date", 1114: "timestamp", 1115: "timestamp[]", 1182: "date[]", 1184: "timestamptz", 1185: "timestamptz[]",
    1231: "numeric[]", 1700: "numeric", 2950: "uuid", 2951: "uuid[]", 3802: "jsonb", 3807: "jsonb[]",
  ]
}
