import PushTokens
import TestSupport
import Testing
import XML

/// Damaged payloads: refused with an error, or read as a payload that is sound.
@Suite("Damaged payloads")
struct MutationTests {
  @Test("A flipped bit, or a cut, of the JSON never does more than be refused")
  func json() {
    let json = Array(ChatSecurePayloadTests.valid.utf8)
    for bit in 0..<json.bitCount { check(json.flippingBit(bit)) }
    for length in json.indices {
      #expect(throws: PushError.self) { try ChatSecurePayload(json: Array(json[..<length])) }
    }
  }

  @Test("Random damage of the JSON never does more than be refused", arguments: 1...4 as ClosedRange<UInt64>)
  func randomJSON(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let alphabet = Array("{}[]\":,\\u0dnull1e-. \n\u{e9}".utf8) + [0, 0xff]
    for _ in 0..<2000 {
      var json = Array(ChatSecurePayloadTests.valid.utf8)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let index = json.indices.randomElement(using: &random)!
        switch Int.random(in: 0..<3, using: &random) {
        case 0: json[index] = alphabet.randomElement(using: &random)!
        case 1: json.insert(alphabet.randomElement(using: &random)!, at: index)
        default: json.remove(at: index)
        }
      }
      check(json)
    }
  }

  @Test("A flipped bit of a token in XML is another token or none")
  func xml() throws {
    let xml = Array(PayloadXMLTests.valid.utf8)
    let original = try TokenPayload(Element.parse(xml))
    for bit in 0..<xml.bitCount {
      guard let payload = try? TokenPayload(Element.parse(xml.flippingBit(bit))) else { continue }
      #expect(payload.tokens.count == original.tokens.count)
      #expect(try TokenPayload(payload.element) == payload)
    }
  }

  private func check(_ json: [UInt8]) {
    guard let payload = try? ChatSecurePayload(json: json) else { return }
    #expect((1...TokenLimits.tokensPerPayload).contains(payload.tokens.tokens.count))
    #expect(try! ChatSecurePayload(json: payload.json()) == payload)
  }
}
