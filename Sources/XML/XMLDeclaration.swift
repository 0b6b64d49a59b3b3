/// The one processing instruction that may stand: `<?xml version='1.0' encoding='UTF-8' standalone='yes'?>`, the last
/// two parts optional, at the first byte of a document.
enum XMLDeclaration {
  /// More than any spelling of a declaration needs, white space included.
  static let maximumLength = 128

  /// Checks what stands between `<?` and the first `>`.
  static func check(_ bytes: [UInt8]) throws(XMLError) {
    var rest = bytes[...]
    guard take("xml", from: &rest), let version = value(of: "version", from: &rest) else { throw .restricted }
    guard version == "1.0" else { throw .malformed }
    if let encoding = value(of: "encoding", from: &rest), encoding.lowercased() != "utf-8" {
      throw .unsupportedEncoding
    }
    if let standalone = value(of: "standalone", from: &rest), standalone != "yes", standalone != "no" {
      throw .malformed
    }
    skipSpace(&rest)
    guard take("?", from: &rest), rest.isEmpty else { throw .malformed }
  }

  /// Takes `name='value'` and the white space it must have before it; takes nothing where another name follows.
  private static func value(of name: String, from rest: inout ArraySlice<UInt8>) -> String? {
    var ahead = rest
    guard skipSpace(&ahead), take(name, from: &ahead) else { return nil }
    skipSpace(&ahead)
    guard take("=", from: &ahead) else { return nil }
    skipSpace(&ahead)
    guard let quote = ahead.popFirst(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = ahead.firstIndex(of: quote)
    else { return nil }
    rest = ahead[(end + 1)...]
    return String(decoding: ahead[..<end], as: UTF8.self)
  }

  private static func take(_ text: String, from rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  @discardableResult
  private static func skipSpace(_ rest: inout ArraySlice<UInt8>) -> Bool {
    let trimmed = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    defer { rest = trimmed }
    return trimmed.count < rest.count
  }
}
