import Foundation

/// SASLprep (RFC 4013): the one form of a user's name or password, so that each keyboard's spelling of it is the same.
package enum SASLprep {
  /// The prepared text, or `nil` where it holds what is forbidden, mixes directions, or nothing is left.
  ///
  /// - Note: Unassigned code points are let through, as RFC 3454 section 7 has it for queries, and normalisation is that
  ///   of the running system's Unicode rather than of version 3.2.
  package static func prepare(_ text: String) -> String? {
    guard !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return text.isEmpty ? nil : text }
    var mapped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isMappedToNothing(scalar) {
      mapped.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
    }
    let prepared = String(mapped).precomposedStringWithCompatibilityMapping
    let scalars = prepared.unicodeScalars
    guard !scalars.isEmpty, !scalars.contains(where: isProhibited), isOfOneDirection(scalars) else { return nil }
    return prepared
  }

  /// RFC 3454 table B.1.
  private static func isMappedToNothing(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAD, 0x34F, 0x1806, 0x180B...0x180D, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: true
    default: false
    }
  }

  /// RFC 4013 section 2.3.
  private static func isProhibited(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
    case .spaceSeparator: scalar != " "
    default:
      scalar.properties.isNoncharacterCodePoint || (0xFFF9...0xFFFD).contains(scalar.value)
        || (0x2FF0...0x2FFB).contains(scalar.value) || scalar.value == 0x340 || scalar.value == 0x341
    }
  }

  /// RFC 3454 section 6: a text with a letter written from right to left has no letter of the other kind, and both
  /// begins and ends with one.
  private static func isOfOneDirection(_ scalars: String.UnicodeScalarView) -> Bool {
    guard scalars.contains(where: isRightToLeft), let first = scalars.first, let last = scalars.last else { return true }
    return isRightToLeft(first) && isRightToLeft(last)
      && !scalars.contains { $0.properties.isAlphabetic && !isRightToLeft($0) }
  }

  /// A letter of a block whose script runs from right to left; the standard library does not tell directions.
  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.properties.isAlphabetic else { return false }
    return switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }
}
