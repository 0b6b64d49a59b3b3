import NIOCore
import NIOPosix
import NIOSSL
import XML

/// A TCP connection with a stream on it, TLS first.
struct Connection: Sendable {
  /// To be used and closed by `executeThenClose`.
  let stream: NIOAsyncChannel<XMLStreamEvent, Never>
  /// When TLS is up, and the certificate one for the account's domain: the data of `tls-server-end-point`, if any.
  let secured: EventLoopFuture<[UInt8]?>

  static func open(_ configuration: ClientConfiguration, tls: NIOSSLContext) async throws(ConnectionError) -> Connection {
    let domain = configuration.account.domain
    let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1).connectTimeout(connectTimeout)
    do {
      return try await bootstrap.connect(
        host: configuration.host ?? domain, port: configuration.port ?? configuration.security.port
      ) { channel in
        channel.eventLoop.makeCompletedFuture {
          let secured = channel.eventLoop.makePromise(of: [UInt8]?.self)
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(IdleStateHandler(readTimeout: silencePeriod))
          // The certificate is checked against the account's domain, wherever host and port may lead (RFC 6125).
          let makeTLS = { try NIOSSLClientHandler(context: tls, serverHostname: domain) }
          switch configuration.security {
          case .startTLS: try pipeline.addHandler(StartTLSHandler(domain: domain, makeTLS: makeTLS))
          case .directTLS: try pipeline.addHandler(makeTLS())
          }
          try pipeline.addHandler(StreamHandler(secured: secured))
          return Connection(
            stream: try NIOAsyncChannel(wrappingChannelSynchronously: channel), secured: secured.futureResult)
        }
      }
    } catch {
      throw ConnectionError(cause: error)
    }
  }

  func write(_ output: StreamOutput) throws(XMLError) {
    var opensStream = false
    if case .open = output { opensStream = true }
    stream.channel.writeAndFlush(StreamText(text: try output.serialized(), opensStream: opensStream), promise: nil)
  }

  /// Ends the connection with an error, unless what is returned is cancelled before.
  func scheduleTimeout(after time: TimeAmount) -> Scheduled<Void> {
    let channel = stream.channel
    return channel.eventLoop.scheduleTask(in: time) {
      channel.pipeline.fireErrorCaught(ConnectionError.timedOut)
      channel.close(promise: nil)
    }
  }

  /// 10 s for the host's look-up and all its addresses together.
  private static let connectTimeout = TimeAmount.seconds(10)

  /// 45 s, half of what ``StreamHandler`` takes for the end. Together they are longer than ``Client/keepAliveInterval``:
  /// whoever says nothing for that long, though asked in between, is gone.
  private static let silencePeriod = TimeAmount.seconds(45)
}
