import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import XML
import XMPPClient

/// The component's connection to its server, made again whenever it is lost.
struct ComponentConnection: Service {
  let configuration: ComponentConfiguration
  let service: ComponentService
  let metrics: GatewayMetrics
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown { await stayConnected() }
  }

  private func stayConnected() async {
    var backoff = Backoff()
    while !Task.isCancelled {
      let start = ContinuousClock.now
      let error = await converse()
      metrics.componentIsOnline(false)
      if Task.isCancelled { return }
      if ContinuousClock.now - start > Backoff.lastingSession { backoff.reset() }
      let delay = backoff.next(random: .random(in: 0..<1))
      logger.warning("the component is offline", metadata: ["cause": "\(error)", "retry": "\(delay)"])
      try? await Task.sleep(for: delay)
    }
  }

  /// One connection from its beginning to its end; returns what ended it.
  private func converse() async -> ConnectionError {
    do {
      let channel = try await connect()
      return try await channel.executeThenClose { inbound in
        do {
          try await converse(over: channel.channel, inbound)
          return .unreachable
        } catch {
          let error = ConnectionError(cause: error)
          Self.write(.close(nil), to: channel.channel)
          return error
        }
      }
    } catch {
      return ConnectionError(cause: error)
    }
  }

  private func converse(
    over channel: any Channel, _ inbound: NIOAsyncChannelInboundStream<XMLStreamEvent>
  ) async throws {
    var handshake = ComponentHandshake(secret: configuration.secret)
    Self.write(
      .open(
        XMLStreamHeader(
          to: configuration.domain, version: nil, contentNamespace: XMLStreamHeader.componentNamespace)),
      to: channel)
    let timeout = channel.eventLoop.scheduleTask(in: Self.loginTimeout) { channel.close(promise: nil) }
    var events = inbound.makeAsyncIterator()
    connecting: while true {
      guard let event = try await events.next() else { throw ConnectionError.unreachable }
      switch try handshake.receive(event.asClient) {
      case .wait: break
      case .send(let output): Self.write(output, to: channel)
      case .connected: break connecting
      }
    }
    timeout.cancel()
    metrics.componentIsOnline(true)
    logger.info("the component is online")
    let keepAlive = channel.eventLoop.scheduleRepeatedTask(
      initialDelay: Self.keepAliveInterval, delay: Self.keepAliveInterval
    ) { _ in
      channel.writeAndFlush(StreamText(text: " ", opensStream: false), promise: nil)
    }
    defer { keepAlive.cancel() }
    try await serve(&events, channel)
  }

  private func serve(
    _ events: inout NIOAsyncChannelInboundStream<XMLStreamEvent>.AsyncIterator, _ channel: any Channel
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      var pending = 0
      while let event = try await events.next() {
        switch event.asClient {
        case .opened: throw ConnectionError.protocolViolation
        case .closed: throw ConnectionError.closed(nil)
        // Whose it is cannot be told any more.
        case .refused: break
        case .element(let element):
          try element.checkNoStreamError()
          if pending >= Self.maximumPending {
            try await group.next()
            pending -= 1
          }
          pending += 1
          group.addTask {
            if let answer = await service.answer(element) { Self.write(.element(answer), to: channel) }
          }
        }
      }
    }
  }

  private func connect() async throws -> NIOAsyncChannel<XMLStreamEvent, Never> {
    try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1).connectTimeout(.seconds(10))
      .connect(host: configuration.host, port: configuration.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let secured = channel.eventLoop.makePromise(of: [UInt8]?.self)
          try channel.pipeline.syncOperations.addHandler(StreamHandler(secured: secured))
          return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }
      }
  }

  private static func write(_ output: StreamOutput, to channel: any Channel) {
    var opensStream = false
    if case .open = output { opensStream = true }
    // What cannot be written is an answer with a stranger's address in it; there is nobody to tell.
    guard let text = try? output.serialized() else { return }
    channel.writeAndFlush(StreamText(text: text, opensStream: opensStream), promise: nil)
  }

  /// 10 s: the server is near.
  private static let loginTimeout = TimeAmount.seconds(10)

  /// A space each minute, by which a dead connection is found out.
  private static let keepAliveInterval = TimeAmount.seconds(60)

  /// 256 requests at once, which commit together; more are not read until one is answered.
  private static let maximumPending = 256
}

extension XMLStreamEvent {
  /// With stanzas in the namespace of a client's, in which they are made and written here. On the wire neither is named:
  /// stanzas inherit the stream's.
  fileprivate var asClient: XMLStreamEvent {
    guard case .element(var element) = self, element.namespace == XMLStreamHeader.componentNamespace else { return self }
    element.namespace = XMLStreamHeader.clientNamespace
    return .element(element)
  }
}
