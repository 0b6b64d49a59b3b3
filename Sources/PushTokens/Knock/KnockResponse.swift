/// What an endpoint's HTTP status says of a knock. The raw values are the ledger's.
public enum KnockResponse: String, Hashable, Sendable {
  /// The endpoint took it; the ChatSecure server says 202. Whether a phone wakes is not known.
  case accepted
  /// The endpoint does not know the token, or no longer: it is of no more use (404 and 410).
  case unknownToken
  /// Too many, or not now (429 and 503): the same token may be tried later.
  case retryLater
  /// Anything else. That includes redirects, which are not followed, and 204, which no push API of this kind gives.
  case failed

  /// - Parameter status: the HTTP status; `nil` for an endpoint that could not be reached.
  package init(status: Int?) {
    switch status {
    case 200, 202: self = .accepted
    case 404, 410: self = .unknownToken
    case 429, 503: self = .retryLater
    default: self = .failed
    }
  }
}
