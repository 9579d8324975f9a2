import ServiceKit
import VisitCapture

@main
struct Executable {
  static func main() async {
    await ServiceHost.main([VisitCaptureService.self])
  }
}
