import NIOConcurrencyHelpers
import NIOCore

/// The open connections of a ``CuttingProxy``, both ends of each.
final class PairList: Sendable {
  private let channels = NIOLockedValueBox<[any Channel]>([])

  func add(_ pair: [any Channel]) {
    channels.withLockedValue { $0 += pair }
  }

  func closeAll() {
    let open = channels.withLockedValue { channels in
      defer { channels = [] }
      return channels
    }
    for channel in open { channel.close(promise: nil) }
  }
}
