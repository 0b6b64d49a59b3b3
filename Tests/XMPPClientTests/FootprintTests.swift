import Testing
import XML
import XMPPClient

@Suite("How much memory a stanza takes")
struct FootprintTests {
  @Test("Every string in it counts, and every node that has none")
  func counted() {
    let long = String(repeating: "x", count: 10_000)
    let empty = Element("a", namespace: "").footprint
    for element in [
      Element("a", namespace: "", text: long), Element("a", namespace: "", ["b": long]), Element(long, namespace: ""),
      Element("a", namespace: long), Element("a", namespace: "", children: [Element("b", namespace: "", text: long)]),
    ] {
      #expect(element.footprint >= empty + 10_000 - 1)
    }
    let children = (0..<1000).map { _ in Element("b", namespace: "") }
    #expect(Element("a", namespace: "", children: children).footprint >= 1000 * empty)
  }
}
