/// The rules for the three parts of a ``JID``. Each returns its part in the form for comparison.
enum JIDPart {
  /// RFC 7622 section 3.3: the UsernameCaseMapped profile of PRECIS, and eight characters fewer.
  static func local(_ text: String) throws(XMLError) -> String {
    let local = text.lowercased()
    try checkLength(local)
    for scalar in local.unicodeScalars {
      guard isIdentifier(scalar), !"\"&'/:<>@".unicodeScalars.contains(scalar) else { throw .invalidCharacter }
    }
    return local
  }

  /// RFC 7622 section 3.2: a host name of letters, digits and hyphens in any script, or an IP address, which for
  /// version 6 stands in brackets.
  static func domain(_ text: String) throws(XMLError) -> String {
    var domain = text.lowercased()
    if domain.unicodeScalars.last == "." { domain.unicodeScalars.removeLast() }
    try checkLength(domain)
    if domain.utf8.first == UInt8(ascii: "[") {
      try checkBracketed(domain)
      return domain
    }
    var labelLength = 0
    for scalar in domain.unicodeScalars {
      if scalar == "." {
        guard labelLength > 0 else { throw .invalidValue }
        labelLength = 0
        continue
      }
      // A mark at the front would be drawn onto the `@` or the dot (RFC 5891 section 4.2.3.2).
      guard isHostCharacter(scalar), labelLength > 0 || !isMark(scalar) else { throw .invalidCharacter }
      labelLength += 1
    }
    guard labelLength > 0 else { throw .invalidValue }
    return domain
  }

  /// RFC 7622 section 3.4: the OpaqueString profile of PRECIS, which keeps case.
  static func resource(_ text: String) throws(XMLError) -> String {
    var resource = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      switch properties.generalCategory {
      // Format characters are barred for the bidirectional overrides, with which a nickname shows as another. The two
      // joiners are letters' and emoji's own.
      case .format where scalar != "\u{200C}" && scalar != "\u{200D}": throw .invalidCharacter
      case .control, .surrogate, .lineSeparator, .paragraphSeparator: throw .invalidCharacter
      case .spaceSeparator: resource.append(" ")
      default:
        guard !properties.isNoncharacterCodePoint else { throw .invalidCharacter }
        resource.append(scalar)
      }
    }
    try checkLength(String(resource))
    return String(resource)
  }

  private static func checkLength(_ part: String) throws(XMLError) {
    guard (1...maximumLength).contains(part.utf8.count) else { throw .invalidValue }
  }

  private static func checkBracketed(_ domain: String) throws(XMLError) {
    guard domain.utf8.last == UInt8(ascii: "]"), domain.utf8.count > 2 else { throw .invalidValue }
    for scalar in domain.unicodeScalars.dropFirst().dropLast() {
      guard "0123456789abcdef:.".unicodeScalars.contains(scalar) else { throw .invalidCharacter }
    }
  }

  private static func isHostCharacter(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.isASCII else { return isIdentifier(scalar) }
    switch scalar {
    case "a"..."z", "0"..."9", "-": return true
    default: return false
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    return category == .nonspacingMark || category == .spacingMark
  }

  /// IdentifierClass (RFC 8264 section 4.2): printable ASCII; beyond it letters, digits and marks, neither invisible
  /// nor another spelling of a plainer character.
  private static func isIdentifier(_ scalar: Unicode.Scalar) -> Bool {
    guard !scalar.isASCII else { return (0x21...0x7E).contains(scalar.value) }
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .nonspacingMark, .spacingMark:
      return !scalar.properties.isDefaultIgnorableCodePoint
        && !compatibilityForms.contains { $0.contains(scalar.value) }
    default: return false
    }
  }

  /// RFC 7622 sections 3.2 to 3.4, in bytes of UTF-8.
  private static let maximumLength = 1023

  /// The blocks of characters that look like others and decompose to them: letterlike symbols, ligatures and
  /// presentation forms, full and half width, mathematical letters. With them `ａdmin` would be drawn as `admin`.
  ///
  /// - Note: PRECIS bars every character that normalisation form KC changes; the standard library has no such table.
  private static let compatibilityForms: [ClosedRange<UInt32>] = [
    0x2100...0x214F, 0xFB00...0xFDFF, 0xFE70...0xFEFE, 0xFF00...0xFFEF, 0x1D400...0x1D7FF,
  ]
}
