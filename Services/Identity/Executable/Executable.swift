import Identity
import ServiceKit

@main
struct Executable {
  static func main() async {
    await ServiceHost.main([Identity.self])
  }
}
