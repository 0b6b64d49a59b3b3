/// What may be a name or a namespace, for reading and writing alike.
enum XMLName {
  /// The namespace of `xml:lang` and its like, which needs no declaration and may not be a default namespace.
  static let xmlNamespace = "http://www.w3.org/XML/1998/namespace"

  /// The namespace of namespace declarations, in which nothing else may stand.
  static let declarationNamespace = "http://www.w3.org/2000/xmlns/"

  /// Whether a text is a name without a colon (Namespaces in XML 1.0, section 3).
  ///
  /// - Note: The Kelvin sign, U+212A, is a name character to XML and is refused. Swift's `==` holds it equal to `K`, so
  ///   a `<pre\u{212A}eyPublic/>` that a server passes as unknown would be a `<preKeyPublic/>` here. No other name
  ///   character is canonically equivalent to an ASCII one.
  static func isNCName(_ name: String) -> Bool {
    var isFirst = true
    for scalar in name.unicodeScalars {
      guard isNameStart(scalar) || (!isFirst && isNameOnly(scalar)) else { return false }
      isFirst = false
    }
    return !isFirst
  }

  /// Whether a text may be a namespace; the empty one is none.
  ///
  /// A namespace is a URI, so the characters that RFC 3986 knows are enough; libxml2 checks the rest of its grammar as
  /// it reads. White space, brackets and bars, with which other parsers join it to a name (CVE-2022-25236), are not
  /// among them.
  ///
  /// - Note: The ampersand would be, but libxml2 takes its own escape for it as part of the URI. No namespace in use
  ///   has one.
  static func isNamespace(_ namespace: String) -> Bool {
    namespace.utf8.allSatisfy { byte in
      switch byte {
      case 0x22, 0x26, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D: false  // " & < > \ ^ ` { | }
      case 0x21...0x7E: true
      default: false
      }
    }
  }

  /// NameStartChar of XML 1.0, fifth edition, less the colon and the Kelvin sign.
  private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x61...0x7A, 0x41...0x5A, 0x5F, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF,
      0x200C...0x200D, 0x2070...0x2129, 0x212B...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF,
      0xFDF0...0xFFFD, 0x10000...0xEFFFF:
      true
    default: false
    }
  }

  /// What NameChar adds to NameStartChar.
  private static func isNameOnly(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
    default: false
    }
  }
}
