import NIOConcurrencyHelpers

@testable import PushGateway

/// Delivers at once, but to one registration, whose push service says nothing until it is told to.
final class SilentSender: PushSender {
  private let registration: String
  private let sent = NIOLockedValueBox<[OutgoingPush]>([])
  private let silent = NIOLockedValueBox((held: 0, isReleased: false))

  init(silentTo registration: String) {
    self.registration = registration
  }

  /// Those that were delivered.
  var pushes: [OutgoingPush] { sent.withLockedValue { $0 } }

  /// How many got no answer yet.
  var held: Int { silent.withLockedValue { $0.held } }

  /// Answers, by asking for another try, what waits and what comes.
  func release() {
    silent.withLockedValue { $0.isReleased = true }
  }

  func send(_ push: OutgoingPush) async -> Delivery {
    guard push.device.registration == registration else {
      sent.withLockedValue { $0.append(push) }
      return .delivered
    }
    silent.withLockedValue { $0.held += 1 }
    while !silent.withLockedValue({ $0.isReleased }), (try? await Task.sleep(for: .milliseconds(20))) != nil {}
    return .retry(after: nil)
  }

  func close() async {}
}
