import CSodium

/// Base64 (RFC 4648 section 4, padded) and hex, strict and, by libsodium, without secret-dependent look-ups.
package enum TextEncoding {
  /// Padded base64 without line breaks.
  package static func base64(_ bytes: [UInt8]) -> String {
    unsafe encode(capacity: base64Count(bytes.count) + 1) {
      unsafe sodium_bin2base64($0, $1, bytes, bytes.count, sodium_base64_VARIANT_ORIGINAL)
    }
  }

  /// How many characters padded base64 has for so many bytes.
  package static func base64Count(_ byteCount: Int) -> Int {
    (byteCount + 2) / 3 * 4
  }

  /// Lower-case hex.
  package static func hex(_ bytes: [UInt8]) -> String {
    unsafe encode(capacity: bytes.count * 2 + 1) { unsafe sodium_bin2hex($0, $1, bytes, bytes.count) }
  }

  /// Decodes base64. White space between characters is skipped, as XML editors and servers wrap lines; anything else
  /// out of place, wrong padding or non-zero trailing bits included, gives `nil`.
  package static func decodeBase64(_ text: String) -> [UInt8]? {
    unsafe decode(text, capacity: text.utf8.count / 4 * 3 + 3) {
      unsafe sodium_base642bin(
        $0, $1, $2, $3, " \t\r\n", &$4, &$5, sodium_base64_VARIANT_ORIGINAL)
    }
  }

  /// Decodes hex of either case; odd lengths and other characters give `nil`.
  package static func decodeHex(_ text: String) -> [UInt8]? {
    unsafe decode(text, capacity: text.utf8.count / 2 + 1) {
      unsafe sodium_hex2bin($0, $1, $2, $3, nil, &$4, &$5)
    }
  }

  private static func encode(
    capacity: Int, _ body: (UnsafeMutablePointer<CChar>, Int) -> UnsafeMutablePointer<CChar>?
  ) -> String {
    unsafe String(unsafeUninitializedCapacity: capacity) { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { chars in
        _ = unsafe body(chars.baseAddress!, capacity)
      }
      return capacity - 1  // without the terminating NUL
    }
  }

  private static func decode(
    _ text: String, capacity: Int,
    _ body: (
      UnsafeMutablePointer<UInt8>, Int, UnsafePointer<CChar>, Int, inout Int, inout UnsafePointer<CChar>?
    ) -> Int32
  ) -> [UInt8]? {
    // libsodium looks skipped characters up with strchr, which finds the NUL at the end of any list.
    guard !text.utf8.contains(0) else { return nil }
    var text = text
    return text.withUTF8 { utf8 in
      unsafe utf8.withMemoryRebound(to: CChar.self) { chars in
        guard let start = chars.baseAddress else { return [] }
        var output = [UInt8](repeating: 0, count: capacity)
        var length = 0
        var end: UnsafePointer<CChar>?
        let status = unsafe output.withUnsafeMutableBufferPointer {
          unsafe body($0.baseAddress!, capacity, start, chars.count, &length, &end)
        }
        // libsodium stops quietly at the first character that it doesn't take; that must not pass for the end.
        guard status == 0, unsafe end == start + chars.count else { return nil }
        return Array(output[..<length])
      }
    }
  }
}
