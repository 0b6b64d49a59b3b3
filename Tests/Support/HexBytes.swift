/// Bytes that a vector file writes as a string of hex digits.
package struct HexBytes: Decodable, Hashable, Sendable {
  package let bytes: [UInt8]

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let bytes = [UInt8](checkedHex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not hex")
    }
    self.bytes = bytes
  }
}
