import HTTPTypes
import Hummingbird
import Logging

/// Serves the web console's files, and under `/vendor` the JavaScript libraries that Debian installs.
///
/// Files are revalidated by ETag at each use, so that a new version is seen at once; the libraries may be kept for an hour.
struct ConsoleFiles: RouterMiddleware {
  typealias Context = ServiceRequestContext

  private let console: FileMiddleware<ServiceRequestContext, LocalFileSystem>
  private let vendor: FileMiddleware<ServiceRequestContext, LocalFileSystem>
  private let contentSecurityPolicy: String

  /// - Parameter tileOrigins: further origins that images may come from, separated by spaces.
  init(directory: String, vendorDirectory: String, tileOrigins: String, logger: Logger) {
    console = FileMiddleware(directory, searchForIndexHtml: true, logger: logger)
      .withAdditionalMediaTypes(forFileExtensions: Self.mediaTypes)
    vendor = FileMiddleware(vendorDirectory, urlBasePath: "/vendor", logger: logger)
      .withAdditionalMediaTypes(forFileExtensions: Self.mediaTypes)
    let images = tileOrigins.isEmpty ? "" : " " + tileOrigins
    contentSecurityPolicy =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:\(images); connect-src 'self'; "
      + "worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
  }

  private static let mediaTypes: [String: MediaType] = [
    "mjs": MediaType(type: .text, subType: "javascript"), "js": MediaType(type: .text, subType: "javascript"),
    "webmanifest": MediaType(type: .application, subType: "manifest+json"),
    "geojson": MediaType(type: .application, subType: "geo+json"), "map": MediaType(type: .application, subType: "json"),
  ]

  @concurrent func handle(
    _ request: Request, context: ServiceRequestContext,
    next: @concurrent (Request, ServiceRequestContext) async throws -> Response
  ) async throws -> Response {
    let path = request.uri.path
    guard !path.hasPrefix("/api/"), request.method == .get || request.method == .head else { return try await next(request, context) }
    let isVendor = path.hasPrefix("/vendor/")
    var response = try await (isVendor ? vendor : console).handle(request, context: context, next: next)
    guard response.headers[.cacheControl] == nil, response.status.code < 400 else { return response }
    response.headers[.cacheControl] = isVendor ? "max-age=3600" : "no-cache"
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.contentSecurityPolicy] = contentSecurityPolicy
    if let referrerPolicy = HTTPField.Name("Referrer-Policy") { response.headers[referrerPolicy] = "same-origin" }
    return response
  }
}
