import NIOConcurrencyHelpers

@testable import PushGateway

/// Delivers at once, but to one registration, whose push service says nothing until it is told to.
final class SilentSender: PushSender {
  private let registration: String
  private let sent = NIOLockedValueBox<[OutgoingPush]>([])
  private let silent = NIOLockedValueBox<(held: Int, answer: Delivery?)>((0, nil))

  init(silentTo registration: String) {
    self.registration = registration
  }

  /// Those to others, which were delivered.
  var pushes: [OutgoingPush] { sent.withLockedValue { $0 } }

  /// How many came for it.
  var held: Int { silent.withLockedValue { $0.held } }

  /// Answers what waits and what comes.
  func release(_ answer: Delivery = .retry(after: nil)) {
    silent.withLockedValue { $0.answer = answer }
  }

  func send(_ push: OutgoingPush) async -> Delivery {
    guard push.device.registration == registration else {
      sent.withLockedValue { $0.append(push) }
      return .delivered
    }
    silent.withLockedValue { $0.held += 1 }
    while true {
      if let answer = silent.withLockedValue({ $0.answer }) { return answer }
      guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { return .retry(after: nil) }
    }
  }

  func close() async {}
}
