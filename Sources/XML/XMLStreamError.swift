/// Why a stream was given up. Nothing can follow on it (RFC 6120 section 4.9.1.1): the caller sends the
/// ``condition`` and closes.
package enum XMLStreamError: Error, Equatable, Sendable {
  /// The bytes are not the XML that a stream may carry.
  case xml(XMLError)
  /// Text, other than white space, that stands in the stream itself.
  case strayText
  /// The root is no `<stream/>`, or is closed in the tag that opens it.
  case notAStream
  /// The root's namespace, or the one it declares for stanzas, is none that is spoken here.
  case foreignNamespace

  /// The condition with which RFC 6120 section 4.9.3 has the stream closed.
  package var condition: XMLStreamCondition {
    switch self {
    case .strayText, .notAStream: .badFormat
    case .foreignNamespace: .invalidNamespace
    case .xml(let error): Self.condition(of: error)
    }
  }

  private static func condition(of error: XMLError) -> XMLStreamCondition {
    switch error {
    case .malformed, .duplicate, .invalidCharacter: .notWellFormed
    case .undeclaredPrefix: .badNamespacePrefix
    case .restricted: .restrictedXML
    // Section 4.9.3.22 names violations of UTF-8 in one breath with other encodings.
    case .unsupportedEncoding, .invalidUTF8: .unsupportedEncoding
    case .tooLarge, .tooDeep, .tooManyAttributes, .tooManyNodes, .nameTooLong: .policyViolation
    case .invalidValue: .badFormat
    case .outOfMemory: .resourceConstraint
    }
  }
}
