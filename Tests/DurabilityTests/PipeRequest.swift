/// A request to `pawl pipe`.
struct PipeRequest: Encodable {
  let op: String
  var to: String?
  var text: String?
  var stanza: String?

  static func encrypt(_ text: String, to jid: String) -> PipeRequest {
    PipeRequest(op: "encrypt", to: jid, text: text)
  }

  static func decrypt(_ stanza: String) -> PipeRequest {
    PipeRequest(op: "decrypt", stanza: stanza)
  }
}
