import Testing
import XML

@Suite("Limits")
struct LimitTests {
  /// What keeps all limits but the one under test out of the way.
  static let wide = XMLLimits(
    bytes: 32 << 20, depth: 1_000_000, attributes: 1_000_000, nameLength: 1_000_000, nodes: 1_000_000)

  @Test("E4 depth and size: depth: 100 000 nested elements are refused, and the limit is exact", .timeLimit(.minutes(1)))
  func depth() throws {
    #expect(Parsing.failure(nested(100_000)) == .tooDeep)
    #expect(Parsing.failure(nested(65)) == .tooDeep)
    #expect(Parsing.failure(nested(64)) == nil)
    #expect(Parsing.failure("<a>" + String(repeating: "<b/>", count: 1000) + "</a>") == nil)
  }

  @Test("100 000 attributes are refused before libxml2 compares them, and the limit is exact", .timeLimit(.minutes(1)))
  func attributes() throws {
    #expect(Parsing.failure(withAttributes(100_000)) == .tooManyAttributes)
    #expect(Parsing.failure(withAttributes(65)) == .tooManyAttributes)
    #expect(Parsing.failure(withAttributes(64)) == nil)
    let declarations = (0..<65).map { " xmlns:p\($0)='u:\($0)'" }.joined()
    #expect(Parsing.failure("<a\(declarations)/>") == .tooManyAttributes)
    #expect(Parsing.failure("<a>" + String(repeating: withAttributes(60), count: 100) + "</a>") == nil)
  }

  @Test("Attributes that could not be read again are refused: written anew, each brings its namespace's declaration")
  func declarations() throws {
    func document(_ count: Int) -> String {
      let declarations = (0..<count).map { " xmlns:p\($0)='u:\($0)'" }.joined()
      let attributes = (0..<count).map { " p\($0):a=''" }.joined()
      return "<a\(declarations)><b\(attributes)/></a>"
    }
    let element = try Element.parse(document(32))
    #expect(try Element.parse(element.serialized()) == element)
    #expect(Parsing.failure(document(33)) == .tooManyAttributes)
  }

  @Test("A value of 10 MB is refused by its size, and by libxml2 where that is allowed")
  func longValue() {
    let document = "<a b='" + String(repeating: "x", count: 10_000_001) + "'/>"
    #expect(Parsing.failure(document) == .tooLarge)
    #expect(Parsing.failure(document, limits: Self.wide) != nil)
  }

  @Test("A document is refused at the first byte over the limit, in one piece or in many")
  func size() {
    let document = Array("<a>12345</a>".utf8)
    let exact = XMLLimits(bytes: document.count)
    let short = XMLLimits(bytes: document.count - 1)
    #expect(Parsing.failure(document, limits: exact) == nil)
    #expect(Parsing.failure(document, limits: short) == .tooLarge)
    #expect(Parsing.failure(document, inChunksOf: 1, limits: short) == .tooLarge)
    #expect(Parsing.failure("<a>12345</a>", limits: short) == .tooLarge)
  }

  @Test("White space around the root counts too: a never-ending stanza ends")
  func padding() {
    #expect(Parsing.failure("<a/>" + String(repeating: " ", count: 1 << 20)) == .tooLarge)
  }

  @Test("A name is refused when it is too long, of an element, an attribute, or a namespace")
  func names() {
    let name = String(repeating: "n", count: 257)
    for document in ["<\(name)/>", "<a \(name)=''/>", "<a xmlns='\(name)'/>", "<a xmlns:p='\(name)' p:b=''/>"] {
      #expect(Parsing.failure(document) == .nameTooLong)
      #expect(Parsing.failure(document, limits: XMLLimits(nameLength: 257)) == nil)
    }
    #expect(Parsing.failure("<" + String(repeating: "n", count: 1 << 19) + "/>") != nil)
  }

  @Test("A long namespace inherited by many elements is refused before it is copied for each")
  func inheritedNamespace() {
    let namespace = String(repeating: "n", count: 1 << 19)
    let document = "<a xmlns='\(namespace)'>" + String(repeating: "<b/>", count: 30_000) + "</a>"
    #expect(Parsing.failure(document) == .nameTooLong)
  }

  @Test("Elements, attributes and texts count as nodes, and the limit is exact")
  func nodes() {
    let document = "<a b='c'>d<e/>f</a>"
    #expect(Parsing.failure(document, limits: XMLLimits(nodes: 5)) == nil)
    #expect(Parsing.failure(document, limits: XMLLimits(nodes: 4)) == .tooManyNodes)
    #expect(Parsing.failure("<a>" + String(repeating: "<b/>", count: 70_000) + "</a>") == .tooManyNodes)
  }

  /// libxml2 alone takes two minutes for the value of angle brackets, and one for the endless reference.
  @Test("Slow loris: a stanza that comes byte by byte takes no quadratic time", .timeLimit(.minutes(1)))
  func singleBytes() {
    let filling = String(repeating: "x", count: 50_000)
    for document in ["<a>\(filling)</a>", "<a b='\(filling)'/>", "<a><![CDATA[\(filling)]]></a>", "<a \n/>"] {
      #expect(Parsing.failure(Array(document.utf8), inChunksOf: 1) == nil)
    }
    let brackets = "<a b='" + String(repeating: ">", count: 400_000) + "'/>"
    #expect(Parsing.failure(Array(brackets.utf8), inChunksOf: 1) == nil)
    let reference = "<a>&" + String(repeating: "x", count: 400_000) + ";</a>"
    #expect(Parsing.failure(Array(reference.utf8), inChunksOf: 1) == .malformed)
  }

  private func nested(_ depth: Int) -> String {
    String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
  }

  private func withAttributes(_ count: Int) -> String {
    "<a" + (0..<count).map { " a\($0)=''" }.joined() + "/>"
  }
}
