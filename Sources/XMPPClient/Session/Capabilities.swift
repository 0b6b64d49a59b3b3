import Crypto
import Primitives
package import XML

/// What this client can do (XEP-0030), and the digest by which others know it without asking (XEP-0115).
package struct Capabilities: Sendable {
  private let features: [String]

  package init(features: [String]) {
    // Each once, and in the order in which the digest wants them: that of their bytes.
    self.features = Set(features + [XMPPNamespace.discoInfo, XMPPNamespace.capabilities])
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  package var verification: String {
    Self.verification(identity: "\(Self.category)/\(Self.type)//\(Self.name)", features: features)
  }

  /// The verification string (XEP-0115 section 5.1) of one identity, and of features in the order of their bytes.
  package static func verification(identity: String, features: [String]) -> String {
    let text = "\(identity)<" + features.map { $0 + "<" }.joined()
    return TextEncoding.base64(Array(Insecure.SHA1.hash(data: Array(text.utf8))))
  }

  /// Presence that says we are there, and what we can do.
  package var presence: Element {
    let caps = Element(
      "c", namespace: XMPPNamespace.capabilities, ["hash": "sha-1", "node": Self.node, "ver": verification])
    return Element("presence", namespace: XMLStreamHeader.clientNamespace, children: [caps])
  }

  /// Answers a query for our own features, by themselves or by the digest; `nil` for another node.
  package func answer(to query: Element) -> Element? {
    let node = query.attribute("node")
    guard node == nil || node == "\(Self.node)#\(verification)" else { return nil }
    let identity = Element(
      "identity", namespace: XMPPNamespace.discoInfo, ["category": Self.category, "type": Self.type, "name": Self.name])
    var answer = Element(
      "query", namespace: XMPPNamespace.discoInfo,
      children: [identity] + features.map { Element("feature", namespace: XMPPNamespace.discoInfo, ["var": $0]) })
    if let node { answer.attributes.append(Attribute("node", node)) }
    return answer
  }

  private static let category = "client"
  private static let type = "console"
  private static let name = "Pawl"
  private static let node = "urn:x-pawl:client"
}
