import ArgumentParser

/// Measures what `docs/benchmarks.md` promises. Each figure is one JSON object a line on standard output.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure Ronda, each figure beside a floor or a peer measured in the same run.",
    subcommands: [
      IngestionBenchmark.self, ImportBenchmark.self, PaymentToRoute.self, BacklogMemory.self, ContactRulesBenchmark.self,
      SegmentationBenchmark.self, VisitBenchmark.self, VisitToFigure.self, GrowthBenchmark.self,
      PictureBenchmark.self,
    ])
}
