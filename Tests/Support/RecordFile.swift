/// A text file of `KEY = value` lines, as pyca/cryptography keeps the vectors of RFCs.
///
/// A record begins where a key comes again. `#` begins a comment.
package enum RecordFile {
  package static func records(_ path: String) throws -> [[String: String]] {
    var records: [[String: String]] = [[:]]
    for line in try VectorFile.text(path).split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
      guard let key = parts.first, !key.isEmpty else { continue }
      if records[records.count - 1][key] != nil { records.append([:]) }
      records[records.count - 1][key] = parts.count > 1 ? parts[1] : ""
    }
    return records
  }
}
