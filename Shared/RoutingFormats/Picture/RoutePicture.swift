import RoutePlanning

/// A plan as an SVG picture: a line for each route in a colour of its own, visited stops filled, those left out hollow, and a legend.
public struct RoutePicture {
  private static let width = 1_200.0
  private static let margin = 40.0
  private static let legendWidth = 250.0
  private static let maximumLegend = 24
  /// Colours that stay apart from each other on white, for those too who do not see all of them (after P. Tol, "Colour schemes", 2021).
  private static let colours = [
    "#4477AA", "#EE6677", "#228833", "#CC9911", "#AA3377", "#0099AA", "#DD6611", "#6644AA", "#558800", "#994455", "#117799", "#BB2244",
  ]

  private let instance: RoutingInstance
  private let routes: [(collector: Int, stops: [Int])]
  private let points: [PlanePoint]
  private let height: Double

  /// - Parameter routes: stops, collector by collector.
  /// - Returns: `nil` when the instance's places have no coordinates.
  public init?(_ instance: RoutingInstance, routes: [[Int]]) {
    guard let positions = instance.positions, !positions.isEmpty else { return nil }
    self.instance = instance
    self.routes = routes.enumerated().filter { !$0.element.isEmpty && $0.offset < instance.problem.collectors.count }
      .map { ($0.offset, $0.element) }
    let (scaled, height) = Self.scaled(positions, isMap: instance.kind == .vroom)
    self.points = scaled
    self.height = height
  }

  /// Into the picture, y downwards. Longitudes shrink with the latitude, so that a city keeps its shape.
  private static func scaled(_ positions: [PlanePoint], isMap: Bool) -> ([PlanePoint], Double) {
    let (xs, ys) = (positions.map(\.x), positions.map(\.y))
    let (left, right, bottom, top) = (xs.min() ?? 0, xs.max() ?? 1, ys.min() ?? 0, ys.max() ?? 1)
    let radians = (bottom + top) / 2 * .pi / 180
    // The cosine's series: a picture needs no more.
    let squeeze = isMap ? max(0.1, 1 - radians * radians / 2 + radians * radians * radians * radians / 24) : 1
    let span = max((right - left) * squeeze, (top - bottom) * 0.9, 1e-9)
    let scale = (width - legendWidth - 2 * margin) / span
    let height = max(420, (top - bottom) * scale + 2 * margin + 60)
    return (positions.map { PlanePoint(x: margin + ($0.x - left) * squeeze * scale, y: margin + 60 + (top - $0.y) * scale) }, height)
  }

  public func svg() -> String {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Self.text(Self.width)) \(Self.text(height))\" "
        + "font-family=\"system-ui, 'DejaVu Sans', sans-serif\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"#FBFAF7\"/>",
    ]
    lines += title()
    for index in routes.indices { lines.append(line(index)) }
    lines += stops()
    lines += depots()
    lines += legend()
    lines.append("</svg>")
    return lines.joined(separator: "\n")
  }

  private func title() -> [String] {
    let visited = routes.reduce(0) { $0 + $1.stops.count }
    var words = "\(routes.count) routes, \(visited) of \(instance.problem.stops.count) stops"
    if let price = price() { words += ", \(instance.objective.isMaximised ? "score" : "cost") \(Self.text(price))" }
    return [
      "<text x=\"\(Self.text(Self.margin))\" y=\"44\" font-size=\"24\" font-weight=\"600\" fill=\"#22303C\">\(Self.escaped(instance.name))</text>",
      "<text x=\"\(Self.text(Self.margin))\" y=\"68\" font-size=\"14\" fill=\"#5B6B78\">\(words)</text>",
    ]
  }

  private func price() -> Double? {
    var orders = [[Int]](repeating: [], count: instance.problem.collectors.count)
    for route in routes { orders[route.collector] = route.stops }
    do { return try RouteAudit(instance).price(orders).objective } catch { return nil }
  }

  private func point(_ place: Int?) -> PlanePoint? { place.flatMap { $0 < points.count ? points[$0] : nil } }

  /// The way from and to the depot is paler: routes are told apart by what lies between.
  private func line(_ index: Int) -> String {
    let (collector, stops) = routes[index]
    let day = instance.problem.collectors[collector]
    let colour = Self.colours[index % Self.colours.count]
    let visits = stops.compactMap { point(instance.problem.stops[$0].place) }
    let dash = index / Self.colours.count % 2 == 1 ? " stroke-dasharray=\"7 4\"" : ""
    func path(_ points: [PlanePoint], _ style: String) -> String {
      guard points.count > 1 else { return "" }
      let list = points.map { "\(Self.text($0.x)),\(Self.text($0.y))" }.joined(separator: " ")
      return "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(colour)\" stroke-linejoin=\"round\" stroke-linecap=\"round\" \(style)/>"
    }
    let way = "stroke-width=\"1\" stroke-opacity=\"0.35\""
    let start = [point(day.start), visits.first].compactMap { $0 }
    let end = [visits.last, point(day.end)].compactMap { $0 }
    return "<g>" + path(start, way) + path(end, way) + path(visits, "stroke-width=\"2.4\" stroke-opacity=\"0.9\"\(dash)") + "</g>"
  }

  private func stops() -> [String] {
    var colour: [Int: String] = [:]
    for (index, route) in routes.enumerated() { for stop in route.stops { colour[stop] = Self.colours[index % Self.colours.count] } }
    let radius = instance.problem.stops.count > 400 ? 2.4 : 4.2
    return instance.problem.stops.indices.compactMap { stop in
      guard let point = point(instance.problem.stops[stop].place) else { return nil }
      let place = "cx=\"\(Self.text(point.x))\" cy=\"\(Self.text(point.y))\""
      let name = "<title>\(instance.stopNames[stop])</title>"
      guard let fill = colour[stop] else {
        return "<circle \(place) r=\"\(Self.text(radius * 0.8))\" fill=\"#FBFAF7\" stroke=\"#9AA5AE\" stroke-width=\"1.1\">\(name)</circle>"
      }
      return "<circle \(place) r=\"\(Self.text(radius))\" fill=\"\(fill)\" stroke=\"#FFFFFF\" stroke-width=\"1\">\(name)</circle>"
    }
  }

  private func depots() -> [String] {
    let places = Set(instance.problem.collectors.flatMap { [$0.start, $0.end ?? $0.start] }).sorted()
    return places.compactMap { place in
      point(place).map {
        "<rect x=\"\(Self.text($0.x - 7))\" y=\"\(Self.text($0.y - 7))\" width=\"14\" height=\"14\" rx=\"3\" fill=\"#22303C\" "
          + "stroke=\"#FFFFFF\" stroke-width=\"2\"/>"
      }
    }
  }

  private func legend() -> [String] {
    let x = Self.width - Self.legendWidth
    let shown = routes.prefix(Self.maximumLegend)
    var lines = shown.enumerated().map { index, route in
      let y = 110 + Double(index) * 22
      let colour = Self.colours[index % Self.colours.count]
      let words = "\(instance.collectorNames[route.collector])  ·  \(route.stops.count) stops"
      return "<g><rect x=\"\(Self.text(x))\" y=\"\(Self.text(y - 10))\" width=\"14\" height=\"14\" rx=\"4\" fill=\"\(colour)\"/>"
        + "<text x=\"\(Self.text(x + 24))\" y=\"\(Self.text(y + 2))\" font-size=\"13\" fill=\"#33424E\">\(words)</text></g>"
    }
    let more = routes.count - shown.count
    let y = 110 + Double(shown.count) * 22 + 2
    if more > 0 {
      lines.append("<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" font-size=\"13\" fill=\"#5B6B78\">and \(more) more routes</text>")
    }
    return lines
  }

  /// One digit behind the point is finer than any screen.
  private static func text(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return Int(exactly: rounded).map { String($0) } ?? String(rounded)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
