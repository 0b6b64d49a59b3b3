import Testing
import XML

@Suite("What is not well-formed")
struct WellFormednessTests {
  @Test(
    "A document that is not well-formed is refused",
    arguments: [
      "", " ", "text", "<", "<a", "<a>", "</a>", "<a/><b/>", "<a></b>", "<a><b></a></b>", "<a/>x", "<a/>&amp;", "x<a/>",
      "<a/></a>", "<a/><", "<a b/>", "<a b=c/>", "<a b='<'/>", "<a b='c'd='e'/>", "<a b='c/>", "<a>&amp</a>",
      "<a>&</a>", "<a>& </a>", "<a>]]></a>", "< a/>", "<1/>", "<a 1='x'/>", "<-a/>", "<a\u{D7}/>", "<![CDATA[x]]><a/>",
      "<a/><![CDATA[x]]>", "<a><![CDATA[x]]</a>", "<a>&#</a>", "<a>&#x;</a>", "<a>&#12</a>", "<a>&#A;</a>", "<a//>",
      "<a / >", "<>x</>", "<a>&#00000000000000065;</a>", "<a>&", "<a/><b",
    ])
  func malformed(_ document: String) {
    let bytes = Array(document.utf8)
    #expect(Parsing.failure(bytes) != nil)
    #expect(Parsing.failure(bytes, inChunksOf: 1) != nil)
  }

  @Test("A document cut short at any byte is refused, however it is fed")
  func truncation() throws {
    let document = Array(
      """
      <?xml version='1.0' encoding='UTF-8'?><m xmlns='jabber:client' xmlns:e="urn:e" e:k='é&amp;"'>\
      <b>\u{1F600} &#x20AC; &lt;</b><![CDATA[<x>]]]><e:c/></m>
      """.utf8)
    let whole = try Element.parse(document)
    #expect(try Parsing.parse(document, inChunksOf: 1) == whole)
    for length in 0..<document.count {
      let cut = Array(document[..<length])
      #expect(Parsing.failure(cut) != nil, "cut to \(length)")
      #expect(Parsing.failure(cut, inChunksOf: 1) != nil, "cut to \(length), in single bytes")
    }
  }

  @Test("No single changed byte brings the parser down, and whatever it accepts can be written and read back")
  func mutation() throws {
    let document = Array("<m xmlns='u:a' xmlns:e='u:b' e:k='v&amp;'>t<![CDATA[<]]><e:c d=''/>é&#x20AC;</m>".utf8)
    for index in document.indices {
      for byte in UInt8.min...UInt8.max {
        var changed = document
        changed[index] = byte
        guard let element = try? Element.parse(changed) else { continue }
        #expect(try Element.parse(element.serialized()) == element, "byte \(index) is \(byte)")
      }
    }
  }

  @Test("After an error every later call gives that error again")
  func spent() throws {
    var parser = try PushParser(limits: .stanza)
    #expect(throws: XMLError.restricted) { try parser.feed(Array("<a><!--".utf8)) }
    #expect(throws: XMLError.restricted) { try parser.feed(Array("</a>".utf8)) }
    do throws(XMLError) {
      _ = try parser.finish()
      Issue.record("finished")
    } catch {
      #expect(error == .restricted)
    }
  }

  @Test(
    "An attribute that stands twice is refused",
    arguments: [
      "<a b='1' b='2'/>", "<a b='1' c='' b='1'/>", "<a xmlns='u:a' xmlns='u:b'/>", "<a xmlns:p='u:a' xmlns:p='u:a'/>",
    ])
  func duplicate(_ document: String) {
    #expect(Parsing.failure(document) == .duplicate)
  }

  @Test("Stanza smuggling: an attribute that stands twice by way of two prefixes for one namespace is refused")
  func duplicateByPrefixes() {
    #expect(Parsing.failure("<a xmlns:p='u:x' xmlns:q='u:x' p:b='1' q:b='2'/>") == .duplicate)
    #expect(Parsing.failure("<a xmlns:p='u:x'><c xmlns:q='u:x' p:b='1' q:b='1'/></a>") == .duplicate)
  }

  @Test("Two attributes whose names Swift holds equal, composed and decomposed, are refused: they could not be written")
  func duplicateByEquivalence() throws {
    #expect("\u{E9}" == "e\u{301}")
    #expect(Parsing.failure("<a \u{E9}='1' e\u{301}='2'/>") == .duplicate)
    #expect(Parsing.failure("<a><b xmlns:p='u:x' p:\u{E9}='1' c='' p:e\u{301}='1'/></a>") == .duplicate)
    let element = try Element.parse("<a xmlns:p='u:x' p:\u{E9}='1' e\u{301}='2'/>")
    #expect(try Element.parse(element.serialized()) == element)
  }
}
