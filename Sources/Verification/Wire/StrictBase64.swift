import Primitives

extension TextEncoding {
  /// Padded base64 in its one spelling, without the white space that ``decodeBase64(_:)`` skips.
  static func decodeStrictBase64(_ text: String) -> [UInt8]? {
    guard let bytes = decodeBase64(text), base64(bytes).utf8.elementsEqual(text.utf8) else { return nil }
    return bytes
  }
}
