/// A QR code (ISO/IEC 18004) of bytes, at error correction level M, which repairs about 15 percent: enough for a screen
/// or a page that was folded.
package struct QRCode: Sendable, Equatable {
  /// Modules on a side, 21 to 177.
  package let size: Int
  private var modules: [Bool]

  /// - Throws: ``QRCodeError/tooLong`` for more than 2331 bytes.
  package init(_ bytes: [UInt8]) throws(QRCodeError) {
    guard let version = QRVersion.smallest(holding: bytes.count) else { throw .tooLong }
    var layout = QRLayout(version)
    layout.place(version.codewords(of: bytes))
    size = version.size
    modules = layout.bestMasked()
  }

  /// Whether a module is dark. Everything outside is light, as the quiet zone is.
  package func isDark(_ x: Int, _ y: Int) -> Bool {
    (0..<size).contains(x) && (0..<size).contains(y) && modules[y * size + x]
  }

  /// Modules of light that readers need on each side (section 6.3.8).
  package static let quietZone = 4
}

/// Why there is no code of something.
package enum QRCodeError: Error, Equatable, Sendable {
  /// More than the largest code holds.
  case tooLong
}
