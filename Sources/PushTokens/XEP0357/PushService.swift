package import XML

/// A push service, and the node there that stands for one device.
package struct PushService: Hashable, Sendable {
  package let jid: JID
  /// Kept for the life of the registration: enabling the same node again replaces its options, and leaves no second push
  /// behind. ejabberd refuses to do without one.
  package let node: String

  package init(jid: JID, node: String) {
    self.jid = jid
    self.node = node
  }

  /// Reads what an app server answers to a registration: a form with `jid`, `node`, and what it wants to be shown with each
  /// push, such as `secret` (specs/push.md section 4.5, p2 and its like).
  ///
  /// - Parameter form: the `<x/>` of the answer, of whatever `FORM_TYPE`.
  /// - Returns: the service, and the options to enable it with.
  package static func registered(
    by form: Element
  ) throws(PushStanzaError) -> (service: PushService, options: [String: String]) {
    var fields = try PushForm(form).fields
    guard let jid = fields.removeValue(forKey: "jid").flatMap({ try? JID($0) }),
      let node = fields.removeValue(forKey: "node")
    else { throw .malformed }
    return (PushService(jid: jid, node: try checked(node)), fields)
  }

  /// The form of ``registered(by:)``.
  package func registration(options: [String: String]) -> Element {
    var fields = options
    (fields["jid"], fields["node"]) = (jid.description, node)
    return PushForm(type: nil, fields: fields).element(as: "result")
  }

  static func checked(_ node: String) throws(PushStanzaError) -> String {
    guard !node.isEmpty else { throw .malformed }
    guard node.utf8.count <= PushStanzaLimits.nodeBytes else { throw .tooLarge }
    return node
  }
}
