import ArgumentParser
import Contracts
import Kafka
import Messaging
import Postgres

/// Looks at what could not be used, and sends it again.
struct DeadLetters: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dlq", abstract: "Dead letters and parked records: list, show, redrive.",
    subcommands: [List.self, Show.self, Redrive.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The dead letters and the parked subjects of a service.")
    @OptionGroup var options: InstanceOptions
    @Argument(help: "The service.") var service: ServiceName

    func run() async throws {
      for letter in try await DeadLetterReader(options).letters(of: service) {
        print("\(letter.id)\t\(letter.code)\t\(letter.origin)\t\(letter.message)")
      }
      try await options.withDatabase { pool in
        let rows = try await pool.query(
          """
          select topic, subject, count(*) as records, max(attempts)::bigint as attempts, min(error) as error
          from \(identifier: service.schema).parked group by topic, subject order by 1, 2
          """)
        for row in rows {
          let (topic, subject, records, attempts, error) = try row.decode((String, String, Int64, Int64, String).self)
          print("parked\t\(topic)\t\(subject)\t\(records) records\t\(attempts) attempts\t\(error)")
        }
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One dead letter whole: its headers and its bytes.")
    @OptionGroup var options: InstanceOptions
    @Argument(help: "The service.") var service: ServiceName
    @Argument(help: "The letter, as partition:offset in the list.") var letter: String

    func run() async throws {
      let found = try await DeadLetterReader(options).letter(letter, of: service)
      for header in found.record.headers { print("\(header.name): \(String(decoding: header.value ?? [], as: UTF8.self))") }
      print("")
      print(String(decoding: found.record.value ?? [], as: UTF8.self))
    }
  }

  struct Redrive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a dead letter, or all of a service, to its topic again; doing it twice is safe.")
    @OptionGroup var options: InstanceOptions
    @Argument(help: "The service.") var service: ServiceName
    @Argument(help: "The letter, as partition:offset in the list; all of them without it.") var letter: String?

    func run() async throws {
      let reader = DeadLetterReader(options)
      let letters = if let letter { [try await reader.letter(letter, of: service)] } else { try await reader.letters(of: service) }
      let producer = try KafkaProducer(try options.messaging(of: try options.instance()).kafka, logger: InstanceOptions.logger)
      let results = await producer.publish(letters.map(\.redriven))
      await producer.close()
      for result in results { _ = try result.get() }
      print("sent \(letters.count) records again")
    }
  }
}
