import GRDB
import OMEMO

/// GRDB's own conversion to a smaller type ends the process when a number does not fit, and the file may be damaged.
extension Row {
  /// A number of 32 bits, unsigned.
  func uint32(_ column: String) throws(StorageError) -> UInt32 {
    guard let number = try uint32IfAny(column) else { throw .corrupt }
    return number
  }

  func uint32IfAny(_ column: String) throws(StorageError) -> UInt32? {
    guard let stored = self[column] as Int64? else { return nil }
    guard let number = UInt32(exactly: stored) else { throw .corrupt }
    return number
  }

  func deviceID(_ column: String = "device_id") throws(StorageError) -> DeviceID {
    guard let id = DeviceID(try uint32(column)) else { throw .corrupt }
    return id
  }
}
