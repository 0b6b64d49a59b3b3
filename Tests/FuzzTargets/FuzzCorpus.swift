package import Foundation

/// Inputs of a target that are kept: seeds to begin from, and everything that once broke something.
package enum FuzzCorpus {
  /// The folder with a target's inputs, found from the place of this source file.
  package static func folder(of target: FuzzTarget) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus").appending(path: target.rawValue)
  }

  package static func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
    try FileManager.default.contentsOfDirectory(atPath: folder(of: target).path()).sorted().map { name in
      (name, Array(try Data(contentsOf: folder(of: target).appending(path: name))))
    }
  }
}
