package import PushTokens

/// Why a request was not made, or what came back was no use.
package enum PushClientError: Error, Hashable, Sendable {
  /// Not https, and not to a host of this machine that is allowed.
  case insecure
  /// The name resolves to nothing.
  case unknownHost
  /// The host is at an address of this kind, which nobody's request goes to unless it is allowed.
  case refusedAddress(AddressClass)
  /// No connection, TLS failed, or it broke off.
  case unreachable
  case timedOut
  /// The answer is larger than it may be.
  case tooLarge
  /// The gateway refuses with this status.
  case refused(status: Int)
  /// The gateway's answer is not what was asked for.
  case malformedAnswer(PushError)
}
