package import Primitives
package import XML

/// An invitation as a link: an address, the fingerprints of its devices, and, if wanted, a push token.
///
///     xmpp:juliet@capulet.example?omemo-sid-1234=64 hex digits;omemo2-sid-1234=64 hex digits
///
/// The form is that of the OMEMO clients' verification links, which no XEP specifies: Conversations and others read
/// `omemo-sid-`, Moxxy `omemo2-sid-`. What they don't know they pass over. Whoever made the link is believed about the
/// keys, so the user says where it came from before they count as verified.
package struct InviteLink: Sendable, Hashable {
  /// A device's key.
  package struct Fingerprint: Sendable, Hashable {
    package let version: Version
    /// 1 to 2^31 - 1.
    package let device: UInt32
    /// In X25519 form, in both versions.
    package let key: X25519PublicKey

    package init(version: Version, device: UInt32, key: X25519PublicKey) {
      self.version = version
      self.device = device
      self.key = key
    }
  }

  /// The version of OMEMO in whose device list the device is.
  package enum Version: String, Sendable, CaseIterable {
    case legacy = "omemo-sid-"
    case omemo2 = "omemo2-sid-"
  }

  /// The right to wake the inviting device: one token and the endpoint that takes it.
  ///
  /// A bearer secret. A link with one is for one person and not for a web page.
  package struct PushToken: Sendable, Hashable {
    /// 40 lower-case hex digits.
    package let token: String
    /// An https URL of at most 2048 characters of ASCII.
    package let endpoint: String

    /// - Throws: ``InviteError/invalidToken``, ``InviteError/invalidEndpoint``.
    package init(token: String, endpoint: String) throws(InviteError) {
      guard token.utf8.count == 40, token.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
        throw .invalidToken
      }
      guard endpoint.hasPrefix("https://"), endpoint.utf8.count <= 2048, endpoint.utf8.count > "https://".utf8.count,
        endpoint.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
      else { throw .invalidEndpoint }
      self.token = token
      self.endpoint = endpoint
    }
  }

  /// Without a resource, with a local part.
  package let jid: JID
  /// At most ``InviteLink/maximumFingerprints``; each device once in a version, and with one key in both.
  package let fingerprints: [Fingerprint]
  package let pushToken: PushToken?

  /// - Throws: ``InviteError/invalidAddress``, ``InviteError/invalidDevice``, ``InviteError/tooMany``,
  ///   ``InviteError/contradiction``.
  package init(jid: JID, fingerprints: [Fingerprint], pushToken: PushToken? = nil) throws(InviteError) {
    guard jid.isBare, jid.local != nil else { throw .invalidAddress }
    guard fingerprints.count <= Self.maximumFingerprints else { throw .tooMany }
    var keys: [UInt32: X25519PublicKey] = [:]
    var seen: Set<Fingerprint> = []
    for fingerprint in fingerprints {
      guard Self.deviceIDs.contains(fingerprint.device) else { throw .invalidDevice }
      guard keys[fingerprint.device] ?? fingerprint.key == fingerprint.key, seen.insert(fingerprint).inserted else {
        throw .contradiction
      }
      keys[fingerprint.device] = fingerprint.key
    }
    self.jid = jid
    self.fingerprints = fingerprints
    self.pushToken = pushToken
  }

  /// Twice the devices that an account may have would not fit a code; 64 is what people have, and room.
  package static let maximumFingerprints = 64

  static let deviceIDs: ClosedRange<UInt32> = 1...UInt32(Int32.max)
}

extension InviteLink.PushToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "PushToken(redacted)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// Why a text is no invitation, or none can be made. Whoever made the link is at fault.
package enum InviteError: Error, Equatable, Sendable {
  /// No `xmpp:` URI, or one that asks for something else.
  case notAnInvitation
  /// The address is none, or has a resource or no local part.
  case invalidAddress
  /// A device id outside 1 to 2^31 - 1, or in another spelling.
  case invalidDevice
  /// A fingerprint that is not 64 hex digits, or no key.
  case invalidFingerprint
  /// Not 40 lower-case hex digits, or a token without an endpoint.
  case invalidToken
  /// No https URL, or one without a token.
  case invalidEndpoint
  /// A device twice, or with two keys; a token twice.
  case contradiction
  /// More fingerprints than a link may have.
  case tooMany
}
