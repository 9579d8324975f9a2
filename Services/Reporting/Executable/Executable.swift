import Reporting
import ServiceKit

@main
struct Executable {
  static func main() async {
    await ServiceHost.main([ReportingService.self])
  }
}
