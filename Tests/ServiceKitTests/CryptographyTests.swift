import Contracts
import Foundation
import ServiceKit
import Testing

@Suite("Passwords and names")
struct CryptographyTests {
  /// RFC 7914, section 12; its last vector needs a gigabyte and is left out.
  @Test(
    "scrypt gives the vectors of RFC 7914",
    arguments: [
      (
        "", "", 4, 1, 1,
        "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
      ),
      (
        "password", "NaCl", 10, 8, 16,
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
      ),
      (
        "pleaseletmein", "SodiumChloride", 14, 8, 1,
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
      ),
    ])
  func vectors(password: String, salt: String, logarithm: Int, blockSize: Int, parallelism: Int, expected: String) throws {
    let key = try PasswordHash.derive(
      password: Array(password.utf8), salt: Array(salt.utf8),
      cost: PasswordHash.Cost(logarithm: logarithm, blockSize: blockSize, parallelism: parallelism), count: 64)
    #expect(key.map { String(format: "%02x", $0) }.joined() == expected)
  }

  @Test("A hash is read back from its stored form, matches its password and no other, and has a salt of its own")
  func storedForm() throws {
    let hash = try PasswordHash(of: "correcto caballo batería", cost: .minimal)
    let read = try #require(PasswordHash(stored: hash.stored))
    #expect(read == hash)
    #expect(try read.matches("correcto caballo batería"))
    #expect(try !read.matches("correcto caballo bateria"))
    #expect(try PasswordHash(of: "correcto caballo batería", cost: .minimal).stored != hash.stored)
    #expect(hash.stored.hasPrefix("$scrypt$ln=4,r=1,p=1$"))
  }

  @Test(
    "A stored form that asks for too much, or is none, is refused",
    arguments: [
      "", "plain", "$scrypt$ln=30,r=8,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA==", "$scrypt$ln=20,r=32,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA==",
      "$scrypt$ln=15,r=8$AAAA$AAAAAAAAAAAAAAAAAAAAAA==", "$scrypt$ln=15,r=8,p=1$AAAA$", "$bcrypt$ln=15,r=8,p=1$AAAA$AAAA",
    ])
  func refusedForms(text: String) {
    #expect(PasswordHash(stored: text) == nil)
  }

  @Test("A password is checked as long when there is no account")
  func noAccount() async throws {
    let threads = BlockingThreads(name: "test", count: 1)
    defer { threads.close() }
    let hasher = PasswordHasher(threads: threads, cost: .minimal)
    #expect(try await !hasher.matches("anything", nil))
    #expect(try await hasher.matches("anything", try await hasher.hash("anything")))
  }

  @Test("A named UUID is version 5 as RFC 9562 gives it")
  func namedUUID() throws {
    let name = try NamedUUID.make(namespace: NamedUUID.dns, name: "www.example.com")
    #expect(name.uuidString.lowercased() == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
    #expect(try NamedUUID.make(namespace: NamedUUID.dns, name: "ronda.example") == NamedUUID.ronda)
  }

  @Test("The same natural key gives the same identifier, and keys that differ only in where they are cut do not")
  func naturalKeys() throws {
    #expect(try DebtorID(naming: "debtor", "PE", "DNI", "44556677") == DebtorID(naming: "debtor", "PE", "DNI", "44556677"))
    #expect(try DebtorID(naming: "debtor", "PE", "DNI/4", "4") != DebtorID(naming: "debtor", "PE", "DNI", "4/4"))
    #expect(try AccountID(naming: "account", "andes", "1").rawValue != DebtorID(naming: "debtor", "andes", "1").rawValue)
  }

  @Test("Threads for blocking calls do what was submitted before they were closed, and refuse what comes later")
  func blockingThreads() async throws {
    let threads = BlockingThreads(name: "test", count: 3)
    let results = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<1_000 { group.addTask { try await threads.run { number } } }
      return try await group.reduce(0, +)
    }
    #expect(results == 499_500)
    threads.close()
    threads.close()
    await #expect(throws: BlockingThreadsClosed.self) { try await threads.run { 1 } }
  }
}
