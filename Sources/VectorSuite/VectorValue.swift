import Primitives

/// A value of a vector file: what JSON has.
package enum VectorValue: Equatable, Sendable, Decodable {
  case null
  case flag(Bool)
  case number(Int64)
  case text(String)
  case list([VectorValue])
  case fields([String: VectorValue])

  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Int64.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([VectorValue].self) {
      self = .list(list)
    } else {
      self = .fields(try value.decode([String: VectorValue].self))
    }
  }

  /// Bytes, as lower-case hex.
  static func bytes(_ bytes: [UInt8]) -> VectorValue {
    .text(TextEncoding.hex(bytes))
  }

  /// A field, or `nil` where there is none or `null`.
  package func optional(_ name: String) -> VectorValue? {
    guard case .fields(let fields) = self, let value = fields[name], value != .null else { return nil }
    return value
  }

  package func field(_ name: String) throws(VectorError) -> VectorValue {
    guard let value = optional(name) else { throw .malformed("no field \(name)") }
    return value
  }

  package func text(_ name: String) throws(VectorError) -> String {
    guard case .text(let text) = try field(name) else { throw .malformed("\(name) is no text") }
    return text
  }

  func bytes(_ name: String) throws(VectorError) -> [UInt8] {
    guard let bytes = TextEncoding.decodeHex(try text(name)) else { throw .malformed("\(name) is not hex") }
    return bytes
  }

  func secret(_ name: String) throws(VectorError) -> SecretBytes {
    SecretBytes(copying: try bytes(name))
  }

  /// The same of one length: of what the engine makes itself, and where it stops the program over any other.
  func secret(_ name: String, byteCount: Int) throws(VectorError) -> SecretBytes {
    let value = try bytes(name)
    guard value.count == byteCount else { throw .malformed("\(name) has not \(byteCount) bytes") }
    return SecretBytes(copying: value)
  }

  func number(_ name: String) throws(VectorError) -> Int64 {
    guard case .number(let number) = try field(name) else { throw .malformed("\(name) is no number") }
    return number
  }

  func flag(_ name: String) throws(VectorError) -> Bool {
    guard case .flag(let flag) = try field(name) else { throw .malformed("\(name) is neither true nor false") }
    return flag
  }

  package func list(_ name: String) throws(VectorError) -> [VectorValue] {
    guard case .list(let list) = try field(name) else { throw .malformed("\(name) is no list") }
    return list
  }
}
