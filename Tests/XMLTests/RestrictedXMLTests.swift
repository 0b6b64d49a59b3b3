import Testing
import XML

/// RFC 6120 section 11.1.
@Suite("What XMPP bars from XML")
struct RestrictedXMLTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let document: String

    init(_ testDescription: String, _ document: String) {
      self.testDescription = testDescription
      self.document = document
    }
  }

  static let attacks = [
    Attack(
      "billion laughs",
      """
      <!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
      <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><l>&d;</l>
      """),
    Attack("quadratic blowup", "<!DOCTYPE l [<!ENTITY a \"\(String(repeating: "x", count: 50_000))\">]><l>&a;&a;</l>"),
    Attack("external entity", "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><l>&a;</l>"),
    Attack("external entity over the network", "<!DOCTYPE l [<!ENTITY a SYSTEM 'http://127.0.0.1:9/'>]><l>&a;</l>"),
    Attack("parameter entity", "<!DOCTYPE l [<!ENTITY % a SYSTEM 'file:///etc/hostname'>%a;]><l/>"),
    Attack("external subset", "<!DOCTYPE l SYSTEM 'http://127.0.0.1:9/l.dtd'><l/>"),
    Attack("public subset", "<!DOCTYPE l PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'xhtml.dtd'><l/>"),
    Attack("bare document type", "<!DOCTYPE l><l/>"),
    Attack("document type after a declaration", "<?xml version='1.0'?>\n<!DOCTYPE l><l/>"),
    Attack("unfinished document type", "<!DOCTYPE l [<!ENTITY a 'b'>"),
    Attack("default attribute", "<!DOCTYPE l [<!ATTLIST l a (b|c) 'b'>]><l/>"),
    Attack("element declaration", "<l><!ELEMENT l ANY></l>"),
    Attack("document type inside an element", "<l><!DOCTYPE l></l>"),
    Attack("document type after the root", "<l/><!DOCTYPE l>"),
    Attack("conditional section", "<l><![INCLUDE[x]]></l>"),
    Attack("lower-case CDATA", "<l><![cdata[x]]></l>"),
    Attack("processing instruction", "<l><?php x?></l>"),
    Attack("processing instruction before the root", "<?xml-stylesheet href='x'?><l/>"),
    Attack("processing instruction after the root", "<l/><?x?>"),
    Attack("processing instruction with a tag inside", "<?x > <l a='' ?><l/>"),
    Attack("declaration in second place", " <?xml version='1.0'?><l/>"),
    Attack("second declaration", "<?xml version='1.0'?><?xml version='1.0'?><l/>"),
    Attack("declaration inside an element", "<l><?xml version='1.0'?></l>"),
    Attack("declaration in capitals", "<?XML version='1.0'?><l/>"),
    Attack("text declaration without a version", "<?xml encoding='UTF-8'?><l/>"),
    Attack("declaration without end", "<?xml version='1.0'\(String(repeating: " ", count: 200))"),
    Attack("comment", "<l><!-- x --></l>"),
    Attack("comment before the root", "<!----><l/>"),
    Attack("comment after the root", "<l/><!-- x -->"),
    Attack("comment that hides an end tag", "<l><!--</l><l>--></l>"),
    Attack("undefined entity", "<l>&nbsp;</l>"),
    Attack("undefined entity in a value", "<l a='&nbsp;'/>"),
    Attack("predefined entity in capitals", "<l>&AMP;</l>"),
  ]

  @Test("E1 DTD and entities: it is refused as restricted", arguments: attacks)
  func restricted(_ attack: Attack) {
    #expect(Parsing.failure(attack.document) == .restricted)
  }

  @Test("It is refused as restricted in single bytes", arguments: attacks)
  func restrictedInSingleBytes(_ attack: Attack) {
    #expect(Parsing.failure(Array(attack.document.utf8), inChunksOf: 1) == .restricted)
  }

  @Test("It is refused at its second or third byte, not when it ends", arguments: ["!-", "!D", "!E", "?"])
  func atOnce(_ opening: String) throws {
    var parser = try PushParser(limits: .stanza)
    try parser.feed(Array("<l>".utf8))
    #expect(throws: XMLError.restricted) { try parser.feed(Array("<\(opening)".utf8)) }
  }

  @Test("A CDATA section that looks like markup is text, and hides no attribute from the count")
  func characterDataHidesNothing() throws {
    let element = try Element.parse("<l><![CDATA[<!DOCTYPE x><?y?>\"<a b=']]><m n='o'/></l>")
    #expect(element.text == "<!DOCTYPE x><?y?>\"<a b='")
    let limits = XMLLimits(attributes: 2)
    for hidden in ["\"", "'", "<a b='", "]]", "]>", "<!--"] {
      #expect(Parsing.failure("<l><![CDATA[\(hidden)]]><m a='' b='' c=''/></l>", limits: limits) == .tooManyAttributes)
    }
  }
}
