import OMEMO
import Testing
import XML

@Suite("Device lists")
struct DeviceListTests {
  @Test("A label is measured by its code points, and a signature is no longer than one is")
  func labels() throws {
    let signature = String(repeating: "A", count: 88)
    let marks = "a" + String(repeating: "\u{301}", count: 52)
    let text =
      "<devices xmlns='urn:xmpp:omemo:2'>"
      + "<device id='1' label='\(marks)' labelsig='\(signature)'/>"
      + "<device id='2' label='\(marks)\u{301}' labelsig='\(signature)'/>"
      + "<device id='3' label='Phone' labelsig='\(signature)A'/></devices>"
    let entries = try DeviceList(Element.parse(Array(text.utf8))).entries
    #expect(entries.map { $0.label?.unicodeScalars.count } == [53, nil, 5])
    #expect(entries.map(\.labelSignature) == [signature, nil, nil])
  }

  @Test("A legacy list has no labels: one that has is read without")
  func legacyLabel() throws {
    let list = try DeviceList(
      Element.parse("<list xmlns='eu.siacs.conversations.axolotl'><device id='1' label='Phone' labelsig='AA=='/></list>"))
    #expect(list == DeviceList(namespace: .legacy, entries: [.init(id: try #require(DeviceID(1)))]))
  }
}
