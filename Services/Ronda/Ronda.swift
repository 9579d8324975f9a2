import ArgumentParser
import Logging

@main
struct Ronda: AsyncParsableCommand {}
