import Primitives

/// Base64url (RFC 4648 section 5), with which WebPush writes keys.
enum Base64URL {
  /// Without padding.
  static func encode(_ bytes: [UInt8]) -> String {
    TextEncoding.base64(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// With padding or without; `nil` for anything else.
  static func decode(_ text: String) -> [UInt8]? {
    guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") && $0 > 0x20 }) else { return nil }
    let digits = text.prefix { $0 != "=" }.replacing("-", with: "+").replacing("_", with: "/")
    return TextEncoding.decodeBase64(digits + String(repeating: "=", count: (4 - digits.count % 4) % 4))
  }
}
