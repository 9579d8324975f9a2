import Segmentation
import ServiceKit

@main
struct Executable {
  static func main() async {
    await ServiceHost.main([SegmentationService.self])
  }
}
