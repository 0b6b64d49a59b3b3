import Primitives
import XML

/// Where the body of a backup is written: the wiped buffer, or the measure of it.
protocol BackupOutput: ~Copyable {
  mutating func append(_ bytes: [UInt8])
  mutating func append(_ secret: borrowing SecretBytes)
}

extension SecretEncoder: BackupOutput {}

extension BackupOutput where Self: ~Copyable {
  mutating func append(text: String) {
    let bytes = Array(text.utf8)
    append(number: UInt32(bytes.count))
    append(bytes)
  }

  /// As many bytes as the type has.
  mutating func append(number: some FixedWidthInteger) {
    append((1...number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (number.bitWidth - 8 * $0)) })
  }

  mutating func append(date: DateTime) {
    append(number: date.secondsSinceEpoch)
  }

  mutating func append(flag: Bool) {
    append([flag ? 1 : 0])
  }

  mutating func append<Value>(optional value: Value?, _ write: (Value, inout Self) -> Void) {
    append(flag: value != nil)
    if let value { write(value, &self) }
  }

  mutating func append<Entry>(list: [Entry], _ write: (Entry, inout Self) -> Void) {
    append(number: UInt32(list.count))
    for entry in list { write(entry, &self) }
  }
}
