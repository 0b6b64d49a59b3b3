import Primitives
import TestSupport
import Testing

@Suite struct TextEncodingTests {
  /// RFC 4648 section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `The vectors of RFC 4648 go both ways`(_ plain: String, _ base64: String) {
    #expect(TextEncoding.base64(Array(plain.utf8)) == base64)
    #expect(TextEncoding.decodeBase64(base64) == Array(plain.utf8))
  }

  @Test(arguments: [
    ("Zg", "no padding"), ("Zg=", "half the padding"), ("Zg===", "too much padding"), ("Zm9v=", "needless padding"),
    ("Zm9v====", "a block of padding"), ("=", "padding alone"), ("====", "padding alone"), ("=Zg=", "padding in front"),
    ("Z", "one character"), ("Z===", "one character, padded"), ("Zm9vY", "one character too many"),
    ("Zm8", "no padding"), ("Zm8==", "too much padding"),
    ("Zh==", "trailing bits"), ("Zv==", "trailing bits"), ("Zm9=", "trailing bits"), ("Zm//Zm9=", "trailing bits"),
    ("Zg==Zg==", "data after the padding"), ("Zg==Z", "data after the padding"), ("Z=g=", "padding within"),
    ("Zm9v!", "garbage behind"), ("!Zm9v", "garbage in front"), ("Zm!9v", "garbage within"), ("Zg==!", "garbage"),
    ("Zg=!=", "garbage in the padding"),
    ("Zm9-", "URL alphabet"), ("Zm9_", "URL alphabet"), ("Zm9v,", "IMAP alphabet"), ("Zm9é", "not ASCII"),
    ("Zm9v\u{a0}", "a space that is not ASCII"), ("Zm9v\u{0b}", "vertical tab"), ("Zm9v\u{0c}", "form feed"),
  ])
  func `E11 base64: what is not strict is refused`(_ text: String, _ why: String) {
    #expect(TextEncoding.decodeBase64(text) == nil)
  }

  /// A NUL ends a C string and must not end, or slip into, a Swift one.
  @Test(arguments: ["\0", "Zm9v\0", "\0Zm9v", "Zm\09v", "Zg=\0=", "Zg==\0", "Zm9v\0!"])
  func `Base64 with a NUL is refused`(_ text: String) {
    #expect(TextEncoding.decodeBase64(text) == nil)
  }

  @Test(arguments: [
    "Zm9v YmE=", "Zm9v\nYmE=", "Zm9v\r\nYmE=", "Zm9v\tYmE=", "Z m 9 v Y m E =", " Zm9vYmE=", "Zm9vYmE= \n",
  ])
  func `White space in base64 is skipped`(_ text: String) {
    #expect(TextEncoding.decodeBase64(text) == Array("fooba".utf8))
  }

  @Test(arguments: ["", " ", "\r\n\t "])
  func `Base64 of nothing is no bytes`(_ text: String) {
    #expect(TextEncoding.decodeBase64(text) == [])
  }

  @Test func `Bytes of every length come back from base64 and hex`() {
    var generator = SplitMix64(seed: 64)
    for count in 0...200 {
      let bytes = generator.bytes(count)
      let base64 = TextEncoding.base64(bytes)
      let hex = TextEncoding.hex(bytes)
      #expect(base64.utf8.count == (count + 2) / 3 * 4)
      #expect(TextEncoding.decodeBase64(base64) == bytes)
      #expect(hex == bytes.hex)
      #expect(TextEncoding.decodeHex(hex) == bytes)
      #expect(TextEncoding.decodeHex(hex.uppercased()) == bytes)
    }
  }

  @Test func `No two strings of four characters are the same byte`() {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let accepted = alphabet.filter { TextEncoding.decodeBase64("A\($0)==") != nil }
    #expect(accepted == ["A", "Q", "g", "w"])
  }

  @Test(arguments: [
    "0", "000", "0g", "g0", "0x00", " 00", "00 ", "0 0", "00:00", "-1", "+1", "00\n", "00\0", "\000", "0\u{e9}",
    "００",
  ])
  func `What is not pairs of hex digits is refused`(_ text: String) {
    #expect(TextEncoding.decodeHex(text) == nil)
  }

  @Test func `Hex takes either case`() {
    #expect(TextEncoding.decodeHex("") == [])
    #expect(TextEncoding.decodeHex("00fFAa9") == nil)
    #expect(TextEncoding.decodeHex("00fFAa90") == [0, 0xff, 0xaa, 0x90])
    #expect(TextEncoding.hex([0, 0xff, 0xaa, 0x90]) == "00ffaa90")
  }
}
