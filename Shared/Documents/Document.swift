/// What stands on a document, from top to bottom. Pages break where they must.
public struct Document: Sendable {
  public enum Block: Sendable {
    case title(String)
    case heading(String)
    case paragraph(String)
    case table(Table)
    case drawing(Drawing)
  }

  public struct Table: Sendable {
    public struct Column: Sendable {
      public let title: String
      /// Its share of the page's width, in relation to those of the others.
      public let share: Int
      /// Numbers stand at the right.
      public let isNumber: Bool

      public init(_ title: String, share: Int, isNumber: Bool = false) {
        self.title = title
        self.share = share
        self.isNumber = isNumber
      }
    }

    public var columns: [Column]
    /// A text for each column.
    public var rows: [[String]]

    public init(columns: [Column], rows: [[String]]) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// Lines drawn by hand, such as a signature.
  public struct Drawing: Codable, Hashable, Sendable {
    /// Thousandths of the width, and of the height from the top.
    public struct Point: Codable, Hashable, Sendable {
      public var x: Int
      public var y: Int

      public init(x: Int, y: Int) {
        self.x = x
        self.y = y
      }
    }

    public var strokes: [[Point]]

    public init(strokes: [[Point]]) { self.strokes = strokes }
  }

  public var title: String
  public var blocks: [Block]

  public init(title: String, blocks: [Block]) {
    self.title = title
    self.blocks = blocks
  }
}
