import AsyncHTTPClient
import PushTokens

/// Why a request was not made, or not answered.
package enum PushClientError: Error, Equatable, Sendable {
  case unreachable
}
