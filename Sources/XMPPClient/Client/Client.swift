import Logging
import NIOCore
import NIOSSL
import XML

/// An XMPP client as small as the command and the live tests need: it logs in, stays connected, sends, receives, asks,
/// publishes and catches up.
///
/// It knows nothing of OMEMO: what comes out of it and goes into it are stanzas. It keeps nothing on disk, has no
/// roster, and does not look servers up in DNS beyond their address.
///
/// Everything that can be decided without a network is decided by values beside it: ``Negotiation``, ``SCRAMClient``,
/// ``StreamManagement``, ``MessageRoute``, ``ArchiveQuery``, ``Publication``. In here are the connection, the clock and
/// the waiting.
package actor Client {
  /// What happens, in order, for one task to read. It ends with ``run()``.
  package nonisolated let events: AsyncStream<ClientEvent>
  let announce: AsyncStream<ClientEvent>.Continuation
  let configuration: ClientConfiguration
  let capabilities: Capabilities
  private let tls: NIOSSLContext
  private let random: @Sendable () -> Double

  /// While logged in.
  var connection: Connection?
  /// Our full address in the last session.
  var address: JID?
  var management = StreamManagement()
  var requests: [String: PendingRequest] = [:]
  var queries: [String: ArchiveQuery] = [:]
  /// Counts sessions that were not resumed, to tell the receipts of one from those of another.
  var session = 0
  /// Messages and presences that the app was told of and has not handled.
  var unhandled = 0
  var unhandledBytes = 0
  private var isClosing = false
  private var pause: Task<Void, Never>?

  package init(_ configuration: ClientConfiguration) throws(ConnectionError) {
    self.configuration = configuration
    capabilities = Capabilities(features: configuration.features)
    tls = try configuration.makeTLS()
    random = { .random(in: 0..<1) }
    (events, announce) = AsyncStream.makeStream()
  }

  /// Connects and stays connected until ``close()``, the task's cancellation, or an error that trying again cannot
  /// mend, which is thrown.
  package func run() async throws(ConnectionError) {
    defer {
      // Nobody else knows that the connection was lost over them while it was being closed.
      let unconfirmed = management.unacknowledged.filter { $0.name == "message" }
      if !unconfirmed.isEmpty { announce.yield(.unconfirmed(unconfirmed)) }
      management = StreamManagement()
      fail()
      announce.finish()
    }
    var backoff = Backoff()
    while !isClosing, !Task.isCancelled {
      let start = ContinuousClock.now
      let error = await converse()
      // Sent again in the same session, what the server does not allow would end each of its connections.
      if connection != nil, error == .closed(.policyViolation) { management.forgetResumption() }
      leave()
      if isClosing || Task.isCancelled { break }
      guard !error.isPermanent else {
        configuration.logger.error("given up", metadata: ["error": "\(error)"])
        throw error
      }
      if ContinuousClock.now - start > Backoff.lastingSession { backoff.reset() }
      let delay = backoff.next(random: random())
      configuration.logger.info("offline", metadata: ["error": "\(error)", "retry": "\(delay)"])
      announce.yield(.offline(error, retry: delay))
      await wait(delay)
    }
  }

  /// Closes the stream, and with it the session: it will not be resumed.
  ///
  /// While it logs in it closes as soon as that is done: a session that was left open would keep messages back.
  package func close() {
    guard !isClosing else { return }
    isClosing = true
    pause?.cancel()
    if let connection { takeLeave(over: connection) }
  }

  private func takeLeave(over connection: Connection) {
    // The server says what it has before it says farewell.
    if !management.unacknowledged.isEmpty { try? connection.write(StreamManagement.request) }
    try? connection.write(.close(nil))
    _ = connection.scheduleTimeout(after: Self.closingTimeout)
    // It would not read what was sent after that.
    self.connection = nil
  }

  /// One connection from its beginning to its end; returns what ended it.
  private func converse() async -> ConnectionError {
    do {
      let connection = try await Connection.open(configuration, tls: tls)
      return try await connection.stream.executeThenClose { inbound in
        do {
          try await self.converse(over: connection, inbound)
        } catch {
          let error = ConnectionError(cause: error)
          if let condition = error.condition { try? connection.write(.close(condition)) }
          return error
        }
      }
    } catch {
      return ConnectionError(cause: error)
    }
  }

  private func converse(
    over connection: Connection, _ inbound: NIOAsyncChannelInboundStream<XMLStreamEvent>
  ) async throws -> Never {
    var events = inbound.makeAsyncIterator()
    let timeout = connection.scheduleTimeout(after: Self.loginTimeout)
    let login = Login(
      account: configuration.account, password: configuration.password,
      minimumMechanism: configuration.minimumMechanism, endPoint: try await connection.secured.get())
    var negotiation = Negotiation(login: login, resumption: management.resumption)
    try connection.write(negotiation.opening)
    while self.connection == nil {
      guard let event = try await events.next() else { throw ConnectionError.unreachable }
      switch try negotiation.receive(event) {
      case .wait: break
      case .send(let output): try connection.write(output)
      case .bound(let address, let features, let acknowledged):
        timeout.cancel()
        try begin(connection, address, negotiation.mechanism, features: features, acknowledged: acknowledged)
      case .resumed(let resumption, let acknowledged):
        timeout.cancel()
        try resume(connection, negotiation.mechanism, resumption, acknowledged: acknowledged)
      }
    }
    if isClosing { takeLeave(over: connection) }
    let keepAlive = Task { await self.keepAlive() }
    defer { keepAlive.cancel() }
    while let event = try await events.next() {
      switch event {
      case .opened: throw ConnectionError.protocolViolation
      case .closed: throw ConnectionError.closed(nil)
      case .element(let element): try receive(element)
      case .refused(let error): refuse(error)
      }
      // The app is slower than the server: nothing more is read, and TCP tells the server. Who leaves may never handle it.
      while isHeldUp, !isClosing { try await Task.sleep(for: .milliseconds(20)) }
    }
    throw ConnectionError.unreachable
  }

  private func keepAlive() async {
    while (try? await Task.sleep(for: Self.keepAliveInterval)) != nil {
      if management.isOn {
        try? connection?.write(StreamManagement.request)
      } else {
        // Any answer will do, an error too.
        _ = try? await request("get", Element("ping", namespace: XMPPNamespace.ping))
      }
    }
  }

  private func wait(_ delay: Duration) async {
    let pause = Task { _ = try? await Task.sleep(for: delay) }
    self.pause = pause
    await withTaskCancellationHandler {
      await pause.value
    } onCancel: {
      pause.cancel()
    }
  }

  /// 30 s for TLS and login together; a server may take PBKDF2 as seriously as we do.
  private static let loginTimeout = TimeAmount.seconds(30)

  /// 5 s for the server's own farewell.
  private static let closingTimeout = TimeAmount.seconds(5)

  /// 60 s: many NAT boxes forget a connection that says nothing for two minutes or more.
  static let keepAliveInterval = Duration.seconds(60)

  /// An app that waits for an answer handles nothing meanwhile, and the answer stands behind what others have sent: neither
  /// few large stanzas nor many must hold it up.
  private var isHeldUp: Bool {
    guard requests.isEmpty else { return unhandledBytes >= Self.maximumUnhandledBytesBeforeAnswer }
    return unhandled >= Self.maximumUnhandled || unhandledBytes >= Self.maximumUnhandledBytes
  }

  /// 4096 stanzas that the app has yet to handle; of usual size they have some 10 MB.
  private static let maximumUnhandled = 4096

  /// 64 MiB, as 4096 of the largest have 4 GiB or more.
  private static let maximumUnhandledBytes = 64 << 20

  /// 256 MiB: an answer that stands behind more is not worth it.
  private static let maximumUnhandledBytesBeforeAnswer = 256 << 20
}
