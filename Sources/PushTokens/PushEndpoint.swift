/// The URL of a push server's *messages* resource, to which a contact's token is posted (specs/push.md section 1.1).
///
/// A contact chooses it and we fetch it, so it is read by one strict grammar, a part of RFC 3986, and kept as it was
/// written: a URL that two parsers take apart in two ways passes the check at one host and goes to another. Whether a
/// host may be reached at all (private addresses, what a name resolves to) is for whoever sends, at the time of
/// sending.
///
/// Any path will do. The ChatSecure server has `messages/`, its wiki writes `message`, and Zom sent the API's base; a
/// guess at what was meant would be a post to a resource nobody named.
public struct PushEndpoint: Hashable, Sendable, CustomStringConvertible {
  /// The URL, ASCII.
  public let text: String

  /// The host as it is written; an IPv6 address has its brackets.
  package let host: String

  /// Reads an absolute URL: `https://`, a host, a port or none, then a path and a query or none.
  ///
  /// `http://` is taken for the loopback hosts only, where tests and the demo run an endpoint and nobody listens on the
  /// wire. User info and fragments are refused: the first leads readers astray about the host, the second is not sent.
  ///
  /// - Throws: ``PushError/invalidEndpoint``.
  package init(_ text: String) throws(PushError) {
    guard text.utf8.count <= TokenLimits.endpointBytes, let url = EndpointURL(text) else { throw .invalidEndpoint }
    guard url.isSecure || Self.loopbackHosts.contains(url.host) else { throw .invalidEndpoint }
    self.text = text
    self.host = url.host
  }

  /// Whether the host is written as one of the three that mean this machine.
  package var isLoopback: Bool {
    Self.loopbackHosts.contains(host)
  }

  public var description: String {
    text
  }

  /// Only these spellings. `127.1`, `0x7f000001` and `[0:0:0:0:0:0:0:1]` are for resolvers to puzzle over.
  private static let loopbackHosts: Set<String> = ["127.0.0.1", "[::1]", "localhost"]
}
