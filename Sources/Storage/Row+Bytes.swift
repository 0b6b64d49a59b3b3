import Foundation
import GRDB

extension Row {
  /// A BLOB column's bytes.
  func bytes(_ column: String) -> [UInt8] {
    [UInt8](self[column] as Data)
  }

  func bytesIfAny(_ column: String) -> [UInt8]? {
    (self[column] as Data?).map { [UInt8]($0) }
  }
}

extension [UInt8] {
  /// The form in which GRDB binds a BLOB.
  var blob: Data {
    Data(self)
  }
}
