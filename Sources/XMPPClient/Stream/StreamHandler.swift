package import NIOCore
import NIOSSL
import NIOTLS
package import XML

/// Between a connection and its streams: bytes in, events out; text in, bytes out.
package final class StreamHandler: ChannelDuplexHandler {
  package typealias InboundIn = ByteBuffer
  package typealias InboundOut = XMLStreamEvent
  package typealias OutboundIn = StreamText
  package typealias OutboundOut = ByteBuffer

  private var reader = XMLStreamReader()
  /// Kept once the TLS handshake is through, with the data of `tls-server-end-point` if there is any.
  private let secured: EventLoopPromise<[UInt8]?>
  /// Whether the next bytes are wanted. They are not while the app has more than it can handle: then the silence is ours.
  private var isListening = false
  /// Whether nothing came for one period, and we were listening at its end.
  private var isSilent = false

  package init(secured: EventLoopPromise<[UInt8]?>) {
    self.secured = secured
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    isSilent = false
    reader.append(Array(buffer: unwrapInboundIn(data)))
    do throws(XMLStreamError) {
      while let event = try reader.next() { context.fireChannelRead(wrapInboundOut(event)) }
    } catch {
      // Bytes go on to arrive until the caller has closed; one report is enough, and the reader says the same each time.
      context.fireErrorCaught(ConnectionError.stream(error))
    }
  }

  package func read(context: ChannelHandlerContext) {
    isListening = true
    context.read()
  }

  package func channelReadComplete(context: ChannelHandlerContext) {
    // Before it is passed on: whoever wants more asks for it at once.
    isListening = false
    context.fireChannelReadComplete()
  }

  package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let output = unwrapOutboundIn(data)
    if output.opensStream {
      if !reader.isDrained { context.fireErrorCaught(ConnectionError.protocolViolation) }
      reader = XMLStreamReader()
    }
    context.write(wrapOutboundOut(context.channel.allocator.buffer(string: output.text)), promise: promise)
  }

  package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted? = event as? TLSUserEvent {
      let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
      let certificate = try? handler?.peerCertificate?.toDERBytes()
      secured.succeed(certificate.flatMap(EndPointHash.hash(certificate:)))
    }
    if event is IdleStateHandler.IdleStateEvent { takeSilence(context: context) }
    context.fireUserInboundEventTriggered(event)
  }

  /// Ends the connection after the second period without a byte, if we were listening at the end of both: who stops
  /// listening has got something first, so we were in between, too.
  private func takeSilence(context: ChannelHandlerContext) {
    guard isListening else { return }
    if isSilent { errorCaught(context: context, error: ConnectionError.timedOut) }
    isSilent = true
  }

  package func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let error = ConnectionError(cause: error)
    secured.fail(error)
    context.fireErrorCaught(error)
  }

  package func channelInactive(context: ChannelHandlerContext) {
    secured.fail(ConnectionError.unreachable)
    context.fireChannelInactive()
  }

  /// Also where there never was a connection.
  package func handlerRemoved(context: ChannelHandlerContext) {
    secured.fail(ConnectionError.unreachable)
  }
}

extension ConnectionError {
  package init(cause: any Error) {
    switch cause {
    case let error as ConnectionError: self = error
    // Cut off without TLS's own farewell, as a lost connection is.
    case NIOSSLError.uncleanShutdown: self = .unreachable
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: self = .tlsFailed
    case is CancellationError: self = .closed(nil)
    default: self = .unreachable
    }
  }
}
