import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// An application on a free port of the loopback address, which tells its port once it listens.
struct ServedApplication<Base: ApplicationProtocol>: ApplicationProtocol {
  let base: Base
  let port: PortBox

  var responder: Base.Responder { get async throws { try await base.responder } }
  var server: HTTPServerBuilder { base.server }
  var eventLoopGroup: any EventLoopGroup { base.eventLoopGroup }
  var configuration: ApplicationConfiguration { base.configuration.with(address: .hostname("127.0.0.1", port: 0)) }
  var logger: Logger { base.logger }
  var services: [any ServiceLifecycle.Service] { base.services }
  var processesRunBeforeServerStart: [@Sendable () async throws -> Void] { base.processesRunBeforeServerStart }

  @Sendable func onServerRunning(_ channel: any Channel) async {
    await base.onServerRunning(channel)
    port.set(channel.localAddress?.port)
  }
}

final class PortBox: Sendable {
  private let value = Mutex<Int?>(nil)
  var port: Int? { value.withLock { $0 } }
  func set(_ port: Int?) { value.withLock { $0 = port } }
}
