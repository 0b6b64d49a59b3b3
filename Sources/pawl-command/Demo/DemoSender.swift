import PushGateway

/// In the place of Apple: what the gateway sends comes out of a stream.
struct DemoSender: PushSender {
  let pushes: AsyncStream<String>.Continuation

  func send(_ push: OutgoingPush) async -> Delivery {
    pushes.yield(push.token)
    return .delivered
  }

  func close() async {}
}
