package import NIOCore
package import NIOSSL

/// Speaks the clear part of a stream, then puts TLS in its place and steps aside.
///
/// All of it happens in one turn of the event loop: from the last byte of `<proceed/>` on, every byte goes to TLS.
package final class StartTLSHandler: ChannelInboundHandler {
  package typealias InboundIn = ByteBuffer
  package typealias InboundOut = ByteBuffer
  package typealias OutboundOut = ByteBuffer

  private var negotiation = StartTLSNegotiation()
  private let domain: String
  private let makeTLS: () throws -> NIOSSLClientHandler
  private var isDone = false

  package init(domain: String, makeTLS: @escaping () throws -> NIOSSLClientHandler) {
    self.domain = domain
    self.makeTLS = makeTLS
  }

  package func channelActive(context: ChannelHandlerContext) {
    write(StartTLSNegotiation.opening(domain: domain), context: context)
    context.fireChannelActive()
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isDone else { return context.fireChannelRead(data) }
    do {
      switch try negotiation.receive(Array(buffer: unwrapInboundIn(data))) {
      case .wait: break
      case .send(let output): write(output, context: context)
      case .startTLS:
        isDone = true
        try context.pipeline.syncOperations.addHandler(makeTLS(), position: .before(self))
      }
    } catch {
      context.fireErrorCaught(ConnectionError(cause: error))
      context.close(promise: nil)
    }
  }

  private func write(_ output: StreamOutput, context: ChannelHandlerContext) {
    do {
      let text = try output.serialized()
      context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: text)), promise: nil)
    } catch {
      // The domain is the only string in it that is not ours, and an address has no character that XML forbids.
      context.fireErrorCaught(ConnectionError.protocolViolation)
    }
  }
}
