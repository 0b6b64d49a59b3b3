import CommandLineSupport
import Messenger
import Pawl
import XMPPClient

/// What of a command's own doing was not taken over the connection: others do not learn of it, which is no success.
struct Refusal {
  /// The first.
  private(set) var failure: Failure?
  /// What fails before is the login's.
  private var isReady = false

  mutating func note(_ event: MessengerEvent) {
    switch event {
    case .ready: isReady = true
    case .failed(.action(let action), let error) where isReady && action.isForOthers: failure = failure ?? Failure(error)
    default: break
    }
  }
}

extension Action {
  /// Whether others are told something by it. What is fetched beside it may well be missing.
  fileprivate var isForOthers: Bool {
    switch self {
    case .send, .publishBundle, .publishDeviceList, .publishDeviceStatement, .publishAddressList: true
    case .fetchDeviceList, .fetchBundle, .fetchDeviceStatements, .fetchAddressList, .fetchTokens, .revokeTokens: false
    }
  }
}
