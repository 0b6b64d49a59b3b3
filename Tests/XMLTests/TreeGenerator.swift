import TestSupport
import XML

/// Random trees in the form in which a parser returns them: no empty text, and no two side by side.
struct TreeGenerator {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func element(depth: Int = 1) -> Element {
    var element = Element(pick(Self.names), namespace: pick(Self.namespaces))
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let attribute = Attribute(
        pick(Self.names), namespace: pick(Self.namespaces + ["http://www.w3.org/XML/1998/namespace"]), text())
      let isTaken = element.attributes.contains { $0.name == attribute.name && $0.namespace == attribute.namespace }
      if !isTaken { element.attributes.append(attribute) }
    }
    for _ in 0..<Int.random(in: 0...(depth < 6 ? 4 : 0), using: &random) {
      if Bool.random(using: &random) {
        element.children.append(.element(self.element(depth: depth + 1)))
      } else if case .text? = element.children.last {
        continue
      } else {
        element.children.append(.text(text() + pick(Self.scalars)))
      }
    }
    return element
  }

  private mutating func text() -> String {
    (0..<Int.random(in: 0...12, using: &random)).map { _ in pick(Self.scalars) }.joined()
  }

  private mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int.random(in: items.indices, using: &random)]
  }

  private static let names = ["a", "message", "body", "xml", "ns0", "_", "x-y.z", "été", "\u{10000}", "from", "type"]

  private static let namespaces = ["", "jabber:client", "urn:xmpp:omemo:2", "u:'x;", "u:ns0", "relative"]

  private static let scalars = [
    "a", "z", " ", "\t", "\n", "\r", "\r\n", "&", "<", ">", "'", "\"", "]]>", "&amp;", "&#38;", "<![CDATA[", "<!--",
    "<?x?>", "</a>", "é", "\u{301}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "\u{1F600}", "\u{10FFFF}",
    "0",
  ]
}
