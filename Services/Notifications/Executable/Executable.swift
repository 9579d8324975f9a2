import Notifications
import ServiceKit

@main
struct Executable {
  static func main() async {
    await ServiceHost.main([NotificationsService.self])
  }
}
