import Primitives
import XML

/// A trust message as a URI, to be scanned (XEP-0434, "Trust Message URI"): one key owner, keys in hex.
///
///     xmpp:bob@example.com?trust-message;encryption=urn:xmpp:omemo:2;trust=6235…;distrust=b423…
///
/// Whoever made it is believed as if he were the user, so the user is asked before anything follows from it.
extension TrustMessage {
  /// - Throws: ``TrustMessageError/tooMany`` for a message of more than one owner.
  package func uri() throws(TrustMessageError) -> String {
    guard keyOwners.count == 1, let owner = keyOwners.first else { throw .tooMany }
    var parameters = [XMPPURI.Parameter("encryption", encryption)]
    parameters += owner.statements.map { XMPPURI.Parameter($0.statement.rawValue, TextEncoding.hex($0.key.key.bytes)) }
    return XMPPURI(jid: owner.jid, queryType: Self.queryType, parameters: parameters).description
  }

  /// - Parameter usage: what the message is for, which the URI does not say.
  /// - Throws: ``TrustMessageError``.
  package init(uri: String, usage: String = automaticTrustManagement) throws(TrustMessageError) {
    let parsed: XMPPURI
    do { parsed = try XMPPURI(uri) } catch { throw .malformed }
    guard parsed.queryType == Self.queryType, let first = parsed.parameters.first, first.name == "encryption" else {
      throw .malformed
    }
    var keys: [TrustStatement: [TrustKeyID]] = [:]
    for parameter in parsed.parameters.dropFirst() {
      guard let statement = TrustStatement(rawValue: parameter.name) else { throw .malformed }
      guard let bytes = TextEncoding.decodeHex(parameter.value) else { throw .invalidKeyID }
      keys[statement, default: []].append(try TrustKeyID(bytes))
    }
    let owner = try KeyOwner(jid: parsed.jid, trusted: keys[.trust] ?? [], distrusted: keys[.distrust] ?? [])
    try self.init(usage: usage, encryption: first.value, keyOwners: [owner])
  }

  private static let queryType = "trust-message"
}
