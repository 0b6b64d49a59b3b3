import Primitives
import TestSupport
import Testing
import Verification

@Suite("Displayed keys")
struct DisplayedKeyTests {
  static let hex = "4701d08488451f545a409fb58ae3e58581ca40ac3f7f114698cd71deac73ca01"
  static let key = try! X25519PublicKey([UInt8](hex: hex))

  @Test("A key has the forms that clients show")
  func forms() {
    let shown = DisplayedKey(Self.key)
    #expect(shown.text(.plain) == Self.hex)
    #expect(shown.description == "4701d084 88451f54 5a409fb5 8ae3e585 81ca40ac 3f7f1146 98cd71de ac73ca01")
    #expect(shown.text(.hyphens) == "4701d084-88451f54-5a409fb5-8ae3e585-81ca40ac-3f7f1146-98cd71de-ac73ca01")
  }

  @Test("Both forms of an identity are shown alike")
  func bothVersions() throws {
    let ed25519 = try Ed25519PublicKey([UInt8](hex: "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"))
    #expect(DisplayedKey(try ed25519.agreementKey()).text(.plain) == Self.hex)
  }

  @Test("Each form is read back, in either case, with white space around", arguments: DisplayedKey.Form.allCases)
  func reading(form: DisplayedKey.Form) {
    let text = DisplayedKey(Self.key).text(form)
    for typed in [text, text.uppercased(), " \(text)\n"] {
      #expect(DisplayedKey(typed) == DisplayedKey(Self.key))
      #expect(DisplayedKey(typed)?.matches(Self.key) == true)
    }
  }

  @Test(
    "What is not 64 hex digits is refused",
    arguments: [
      "", String(hex.dropLast()), hex + "0", "05" + hex, String(hex.dropLast()) + "g", "٤" + hex.dropFirst(),
      hex + "\0",
    ])
  func refused(text: String) {
    #expect(DisplayedKey(text) == nil)
  }

  @Test("A key with one bit changed does not match")
  func flipped() throws {
    let bytes = [UInt8](hex: Self.hex)
    for bit in 0..<bytes.bitCount { #expect(DisplayedKey(bytes.flippingBit(bit).hex)?.matches(Self.key) == false) }
  }
}
