import NIOConcurrencyHelpers

@testable import PushGateway

/// Says of the first push that its device is no more, while its client registers it anew; delivers all others.
final class RenewingSender: PushSender {
  private let store: GatewayStore
  private let account: Account
  private let sent = NIOLockedValueBox<[OutgoingPush]>([])

  init(_ store: GatewayStore, _ account: Account) {
    self.store = store
    self.account = account
  }

  var pushes: [OutgoingPush] { sent.withLockedValue { $0 } }

  func send(_ push: OutgoingPush) async -> Delivery {
    let isFirst = sent.withLockedValue { sent in
      sent.append(push)
      return sent.count == 1
    }
    guard isFirst else { return .delivered }
    var device = push.device
    device.registration = String(repeating: "cd", count: 32)
    device.registeredAt += 1
    _ = try? await store.update(device, of: account.id)
    return .dead(since: nil)
  }

  func close() async {}
}
