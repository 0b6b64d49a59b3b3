import OMEMO
import Primitives
import XML

/// Reads the fields of a backup's body: each in its one encoding, and within its bound.
extension SecretDecoder {
  mutating func text(atMost limit: Int) throws -> String {
    let count = Int(truncatingIfNeeded: try uint32())
    guard count <= limit else { throw RecordError() }
    let bytes = try bytes(count)
    let text = String(decoding: bytes, as: UTF8.self)
    // Where the bytes are no UTF-8 the text is another.
    guard text.utf8.elementsEqual(bytes) else { throw RecordError() }
    return text
  }

  /// A value that is written as its name.
  mutating func name<Value: RawRepresentable<String>>() throws -> Value {
    guard let value = Value(rawValue: try text(atMost: BackupLimits.nameBytes)) else { throw RecordError() }
    return value
  }

  /// A bare JID, in the form in which it is compared.
  mutating func jid() throws -> JID {
    let text = try text(atMost: BackupLimits.jidBytes)
    let jid = try JID(text)
    guard jid.isBare, jid.description.utf8.elementsEqual(text.utf8) else { throw RecordError() }
    return jid
  }

  /// The id of a device or a prekey.
  mutating func id() throws -> DeviceID {
    guard let id = DeviceID(try uint32()) else { throw RecordError() }
    return id
  }

  mutating func date() throws -> DateTime {
    let high = UInt64(try uint32())
    let low = UInt64(try uint32())
    let seconds = Int64(bitPattern: high << 32 | low)
    let date = DateTime(secondsSinceEpoch: seconds)
    guard date.secondsSinceEpoch == seconds else { throw RecordError() }
    return date
  }

  mutating func flag() throws -> Bool {
    switch try uint8() {
    case 0: false
    case 1: true
    default: throw RecordError()
    }
  }

  mutating func optional<Value>(_ read: (inout SecretDecoder) throws -> Value) throws -> Value? {
    try flag() ? try read(&self) : nil
  }

  /// Room is made as entries come: a count alone takes no memory.
  mutating func list<Entry>(
    atMost limit: Int, _ read: (inout SecretDecoder) throws -> Entry
  ) throws -> [Entry] {
    let count = Int(truncatingIfNeeded: try uint32())
    guard (0...limit).contains(count) else { throw RecordError() }
    var entries: [Entry] = []
    for _ in 0..<count { entries.append(try read(&self)) }
    return entries
  }
}
