import Ingestion
import ServiceKit

@main
struct Executable {
  static func main() async { await ServiceHost.main([Ingestion.self]) }
}
