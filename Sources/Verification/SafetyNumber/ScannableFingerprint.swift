import Primitives

/// A safety number for a camera: 74 bytes, to be put in a QR code, as Signal's scannable fingerprints.
///
/// They are a protobuf message of version, local and remote fingerprint. Its writers make this one layout of it, and no
/// other is read: version, 32 bytes of the one who shows it, 32 bytes of the one who scans.
package struct ScannableFingerprint: Sendable {
  /// Which kind of name went into the hash. Devices that don't mean the same by it never match.
  package enum Version: UInt8, Sendable {
    /// A telephone number.
    case telephoneNumber = 1
    /// A service id; here a JID.
    case serviceID = 2
  }

  package static let byteCount = 74
  package let version: Version
  /// 32 bytes of the fingerprint of the device that shows this.
  private let local: [UInt8]
  /// 32 bytes of the fingerprint of the device that it expects before it.
  private let remote: [UInt8]

  /// - Parameters:
  ///   - local: 32 bytes.
  ///   - remote: 32 bytes.
  init(version: Version = .serviceID, local: [UInt8], remote: [UInt8]) {
    self.version = version
    self.local = local
    self.remote = remote
  }

  /// - Throws: ``ScannableFingerprintError/malformed``, ``ScannableFingerprintError/unknownVersion``.
  package init(_ bytes: [UInt8]) throws(ScannableFingerprintError) {
    var reader = OctetReader(bytes)
    guard reader.bytes(1) == Self.versionTag, let number = reader.bytes(1)?.first else { throw .malformed }
    guard let version = Version(rawValue: number) else { throw .unknownVersion }
    guard reader.bytes(4) == Self.localTag, let local = reader.bytes(32), reader.bytes(4) == Self.remoteTag,
      let remote = reader.bytes(32), reader.isAtEnd
    else { throw .malformed }
    self.init(version: version, local: local, remote: remote)
  }

  package var encoded: [UInt8] {
    Self.versionTag + [version.rawValue] + Self.localTag + local + Self.remoteTag + remote
  }

  /// The same in another version: for the vectors that Signal published.
  package func inVersion(_ version: Version) -> ScannableFingerprint {
    ScannableFingerprint(version: version, local: local, remote: remote)
  }

  /// Whether what was scanned is what this device shows, seen from the other side. In constant time.
  package func matches(_ scanned: ScannableFingerprint) -> Bool {
    let ours = SecretBytes(copying: [version.rawValue] + local + remote)
    return ours.matches(SecretBytes(copying: [scanned.version.rawValue] + scanned.remote + scanned.local))
  }

  /// Field 1, a number.
  private static let versionTag: [UInt8] = [0x08]
  /// Field 2, 34 bytes; in it field 1, 32 bytes.
  private static let localTag: [UInt8] = [0x12, 0x22, 0x0a, 0x20]
  /// Field 3, likewise.
  private static let remoteTag: [UInt8] = [0x1a, 0x22, 0x0a, 0x20]
}

/// Why scanned bytes are no fingerprint.
package enum ScannableFingerprintError: Error, Equatable, Sendable {
  /// Another code was scanned, or one in another layout.
  case malformed
  /// The other application is newer than this one, or older.
  case unknownVersion
}
