import OMEMO
import Primitives
import X3DH

/// Keys and ids of the vectors, read with the engine's own readers: what those refuse is refused.
extension VectorValue {
  /// An id of a device or prekey.
  ///
  /// - Throws: ``VectorError``; `invalidID` of the engine.
  func id(_ name: String) throws -> UInt32 {
    guard let value = UInt32(exactly: try number(name)), let id = DeviceID(value) else { throw OMEMOError.invalidID }
    return id.value
  }

  /// `identity`: a seed or a scalar.
  func identity() throws -> IdentityKeyPair {
    switch try text("form") {
    case "seed": try IdentityKeyPair(seed: secret("private"))
    case "scalar": try IdentityKeyPair(scalar: secret("private"))
    case let form: throw VectorError.unknown("identity \(form)")
    }
  }

  func privateKey(_ name: String) throws -> X25519PrivateKey {
    try X25519PrivateKey(secret(name))
  }

  /// A prekey, ephemeral or ratchet key in the form of the wire.
  func publicKey(_ name: String, in profile: Profile) throws -> X25519PublicKey {
    switch profile.namespace {
    case .omemo2: try X25519PublicKey(bytes(name))
    case .legacy: try CurveKey.decode(bytes(name))
    }
  }

  /// An identity key in the form of the wire.
  func identityKey(_ name: String, in profile: Profile) throws -> IdentityKey {
    switch profile.namespace {
    case .omemo2: .ed25519(try Ed25519PublicKey(bytes(name)))
    case .legacy: .curve25519(try CurveKey.decode(bytes(name)))
    }
  }

  /// `bundle`, with its signature not verified yet. It goes through the element, whose reader looks at what stands twice.
  func bundle(in profile: Profile) throws -> PreKeyBundle {
    let signed = try field("signed_prekey")
    let bundle = PreKeyBundle(
      identityKey: try identityKey("identity_key", in: profile),
      signedPreKey: PublicPreKey(id: try signed.id("id"), key: try signed.publicKey("key", in: profile)),
      signature: try Ed25519Signature(bytes("signature")),
      oneTimePreKeys: try list("prekeys").map {
        PublicPreKey(id: try $0.id("id"), key: try $0.publicKey("key", in: profile))
      })
    return try PreKeyBundle(bundle.element)
  }

  /// The private key of the prekey with an id in a list of them; `nil` if there is none.
  func privatePreKey(_ id: UInt32, in name: String) throws -> X25519PrivateKey? {
    guard let entry = try list(name).first(where: { try $0.number("id") == Int64(id) }) else { return nil }
    return try entry.privateKey("private")
  }

  static func wire(_ key: X25519PublicKey, in profile: Profile) -> VectorValue {
    .bytes(profile.namespace == .omemo2 ? key.encoded : CurveKey.encode(key))
  }

  static func wire(_ key: IdentityKey, in profile: Profile) throws -> VectorValue {
    switch key {
    case .ed25519(let key): .bytes(key.encoded)
    case .curve25519(let key): wire(key, in: profile)
    }
  }
}
