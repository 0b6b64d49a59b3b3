import NIOCore
import NIOPosix

/// Passes connections on to a server until it is told to cut them, without a farewell and with what was on its way.
actor CuttingProxy {
  private let listener: any Channel
  private nonisolated let pairs = PairList()

  init(host: String, port: Int) async throws {
    let pairs = pairs
    listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelInitializer { inner in
        ClientBootstrap(group: inner.eventLoop).connect(host: host, port: port).flatMapThrowing { outer in
          pairs.add([inner, outer])
          try inner.pipeline.syncOperations.addHandler(Relay(to: outer))
          try outer.pipeline.syncOperations.addHandler(Relay(to: inner))
        }
      }.bind(host: "127.0.0.1", port: 0).get()
  }

  nonisolated var port: Int { listener.localAddress?.port ?? 0 }

  func cut() { pairs.closeAll() }

  func end() async throws {
    pairs.closeAll()
    try await listener.close()
  }

  private final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let peer: any Channel

    init(to peer: any Channel) { self.peer = peer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      peer.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}
