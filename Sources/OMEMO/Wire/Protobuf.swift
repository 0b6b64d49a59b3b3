/// The part of Protocol Buffers that OMEMO's five messages need: numbers up to 32 bits, and bytes.
///
/// As strict as SwiftProtobuf, against which it is tested: what it refuses is refused here, and what it takes gives the same
/// values. A field that stands twice has its last value; a field that is not known, or of another type than it should be,
/// is skipped, a group with all that is in it.
struct ProtobufReader {
  /// A field of one of the two types that are read.
  enum Field {
    case number(UInt32, Int)
    case bytes(ArraySlice<UInt8>, Int)
  }

  private var rest: ArraySlice<UInt8>

  /// How deep groups may nest in a field that is skipped: each takes stack. SwiftProtobuf's limit of 100 counts the message.
  private static let depthLimit = 99
  private static let lengthLimit: UInt64 = 0x7fff_ffff

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// The next field that is a number or bytes; `nil` at the end.
  mutating func next() throws(OMEMOError) -> Field? {
    while !rest.isEmpty {
      let tag = try tag(maximumByteCount: 5)
      switch tag.type {
      case .varint: return .number(UInt32(truncatingIfNeeded: try varint()), tag.field)
      case .lengthDelimited: return .bytes(try lengthDelimited(), tag.field)
      default: try skip(tag, depth: 0)
      }
    }
    return nil
  }

  private enum WireType: UInt8 {
    case varint, fixed64, lengthDelimited, startGroup, endGroup, fixed32
  }

  private struct Tag {
    let field: Int
    let type: WireType
  }

  /// - Parameter maximumByteCount: of its encoding, which inside a group may be longer than it needs to be.
  private mutating func tag(maximumByteCount: Int) throws(OMEMOError) -> Tag {
    let before = rest.count
    let value = try varint()
    guard before - rest.count <= maximumByteCount, value < UInt64(UInt32.max), value > 7,
      let type = WireType(rawValue: UInt8(value & 7))
    else { throw .malformedMessage }
    return Tag(field: Int(value >> 3), type: type)
  }

  /// A varint is at most ten bytes long; of the tenth all but its lowest bit is lost.
  private mutating func varint() throws(OMEMOError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift <= 63, let byte = rest.popFirst() {
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw .malformedMessage
  }

  private mutating func lengthDelimited() throws(OMEMOError) -> ArraySlice<UInt8> {
    let length = try varint()
    guard length < Self.lengthLimit else { throw .malformedMessage }
    return try take(Int(length))
  }

  private mutating func take(_ count: Int) throws(OMEMOError) -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw .malformedMessage }
    let taken = rest.prefix(count)
    rest = rest.dropFirst(count)
    return taken
  }

  private mutating func skip(_ tag: Tag, depth: Int) throws(OMEMOError) {
    switch tag.type {
    case .varint: _ = try varint()
    case .fixed64: _ = try take(8)
    case .fixed32: _ = try take(4)
    case .lengthDelimited:
      let length = try varint()
      guard length <= UInt64(rest.count) else { throw .malformedMessage }
      rest = rest.dropFirst(Int(length))
    case .endGroup: throw .malformedMessage
    case .startGroup:
      guard depth < Self.depthLimit else { throw .malformedMessage }
      while true {
        let inner = try self.tag(maximumByteCount: 10)
        if inner.type == .endGroup {
          guard inner.field == tag.field else { throw .malformedMessage }
          return
        }
        try skip(inner, depth: depth + 1)
      }
    }
  }
}

/// Writes a message field by field, in the order of the calls, with the shortest encoding of each number.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// - Parameters:
  ///   - version: a byte in front, as libsignal's messages have.
  ///   - byteCount: about how long the message will be.
  init(version: UInt8? = nil, byteCount: Int) {
    bytes.reserveCapacity(byteCount)
    if let version { bytes.append(version) }
  }

  mutating func append(_ field: UInt8, _ number: UInt32) {
    bytes.append(field << 3)
    append(varint: number)
  }

  mutating func append(_ field: UInt8, _ value: [UInt8]) {
    bytes.append(field << 3 | 2)
    append(varint: UInt32(value.count))
    bytes += value
  }

  private mutating func append(varint number: UInt32) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
