import OMEMO
import Primitives
import Testing
import XML

/// Changes to a stanza's base64.
enum Forging {
  /// Where the first key stands in a stanza.
  static func key(in namespace: Namespace) -> [String] {
    ["encrypted", "header"] + (namespace == .omemo2 ? ["keys", "key"] : ["key"])
  }

  static func bytes(at path: [String], of stanza: String) throws -> [UInt8] {
    var element = try Element.parse(stanza)
    for name in path { element = try #require(element.elements.first { $0.name == name }) }
    return try #require(TextEncoding.decodeBase64(element.text))
  }

  /// The stanza with the base64 at `path` replaced.
  static func changing(_ path: [String], of stanza: String, _ change: (inout [UInt8]) -> Void) throws -> String {
    let original = try bytes(at: path, of: stanza)
    var changed = original
    change(&changed)
    return stanza.replacing(TextEncoding.base64(original), with: TextEncoding.base64(changed))
  }
}
