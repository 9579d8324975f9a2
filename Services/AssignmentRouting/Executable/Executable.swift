import AssignmentRouting
import ServiceKit

@main
struct Executable {
  static func main() async {
    await ServiceHost.main([AssignmentRoutingService.self])
  }
}
