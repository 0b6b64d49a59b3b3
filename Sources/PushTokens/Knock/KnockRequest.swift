/// A knock, as the HTTP request that it is: a token to its endpoint (ChatSecure push API v1, `messages/`; specs/push.md
/// section 2). It has no content, no sender and no address, and the token is all the authorisation it takes.
///
/// Whoever sends it follows no redirect. ChatSecure's client did, with the whole request, to wherever it was pointed.
public struct KnockRequest: Hashable, Sendable {
  /// Where to.
  public let endpoint: PushEndpoint
  /// Which token it spends, to note what came of it.
  public let token: PushToken

  package init(token: PushToken, endpoint: PushEndpoint) {
    self.token = token
    self.endpoint = endpoint
  }

  public var method: String { "POST" }

  /// Names and values, without those that an HTTP client sets by itself.
  public var headers: KeyValuePairs<String, String> { ["Content-Type": "application/json"] }

  /// The body. It holds the token's digits and is not to be logged.
  ///
  /// The priority is high since low ones reach a sleeping phone late or never; the optional `data` is left out, as
  /// every ChatSecure client left it out: no content.
  public var bodyText: String {
    #"{"token":"\#(token.text)","priority":"high"}"#
  }

  /// ``bodyText`` in UTF-8.
  public var body: [UInt8] { Array(bodyText.utf8) }
}
