import Testing
import XML

@Suite("Elements")
struct ElementTests {
  private let list = Element(
    "list", namespace: "u:x",
    children: [
      .text("a"), .element(Element("item", namespace: "u:x", text: "1")), .text("b"),
      .element(Element("item", namespace: "u:y", text: "2")), .element(Element("item", namespace: "u:x", text: "3")),
    ])

  @Test("Children are found by name and namespace, in order, and no deeper than one level")
  func lookup() {
    #expect(list.elements.map(\.text) == ["1", "2", "3"])
    #expect(list.elements("item", "u:x").map(\.text) == ["1", "3"])
    #expect(list.elements("item", "").isEmpty)
    #expect(Element("top", namespace: "", children: [list]).elements("item", "u:x").isEmpty)
    #expect(list.text == "ab")
  }

  @Test("Where one child may stand, two are an error and none is nil")
  func atMostOne() throws {
    #expect(try list.atMostOne("item", "u:y")?.text == "2")
    #expect(try list.atMostOne("item", "u:z") == nil)
    #expect(throws: XMLError.duplicate) { try list.atMostOne("item", "u:x") }
  }

  @Test("Element builders agree with each other")
  func builders() {
    let attributes = [Attribute("b", "1"), Attribute("c", "2")]
    #expect(Element("a", namespace: "u", ["b": "1", "c": "2"]) == Element("a", namespace: "u", attributes: attributes))
    #expect(
      Element("a", namespace: "u", ["b": "1", "c": "2"], text: "")
        == Element("a", namespace: "u", attributes: attributes))
    #expect(Element("a", namespace: "u", text: "x") == Element("a", namespace: "u", children: [.text("x")]))
    let child = Element("d", namespace: "u")
    #expect(
      Element("a", namespace: "u", ["b": "1", "c": "2"], children: [child])
        == Element("a", namespace: "u", attributes: attributes, children: [.element(child)]))
  }
}
