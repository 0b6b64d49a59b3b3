import OMEMO
import Primitives
import X3DH

/// `x3dh`: both sides of the key agreement.
enum X3DHVectors: VectorOperation {
  /// The four secrets go into the key derivation and are wiped.
  static let hidden: Set<String> = ["dh"]

  static func output(for input: VectorValue, in profile: Profile) throws -> [String: VectorValue] {
    switch try input.text("function") {
    case "initiate": try initiate(input, profile)
    case "respond": try respond(input, profile)
    case let name: throw VectorError.unknown("function \(name)")
    }
  }

  private static func initiate(_ input: VectorValue, _ profile: Profile) throws -> [String: VectorValue] {
    let identity = try input.field("identity").identity()
    let ephemeral = try input.privateKey("ephemeral")
    let bundle = try input.field("bundle").bundle(in: profile).verified()
    let preKeyID = try input.id("prekey_id")
    guard let preKey = bundle.bundle.oneTimePreKeys.first(where: { $0.id == preKeyID }) else { throw UnknownPreKey() }
    let secret = try X3DH.initiate(
      identity: identity, ephemeral: ephemeral, bundle: bundle, oneTimePreKey: preKey, parameters: profile.x3dh)
    let ownKey = profile.publicKey(of: identity)
    let exchange = KeyExchangeID(
      preKeyID: preKeyID, signedPreKeyID: bundle.bundle.signedPreKey.id, registrationID: 0, identityKey: ownKey,
      ephemeralKey: ephemeral.publicKey)
    var output = common(secret, exchange, responder: bundle.bundle.identityKey, profile)
    output["identity_key"] = try .wire(ownKey, in: profile)
    output["ephemeral_key"] = .wire(ephemeral.publicKey, in: profile)
    return output
  }

  private static func respond(_ input: VectorValue, _ profile: Profile) throws -> [String: VectorValue] {
    let identity = try input.field("identity").identity()
    let received = try input.field("exchange")
    let exchange = KeyExchangeID(
      preKeyID: try received.id("prekey_id"), signedPreKeyID: try received.id("signed_prekey_id"), registrationID: 0,
      identityKey: try received.identityKey("identity_key", in: profile),
      ephemeralKey: try received.publicKey("ephemeral_key", in: profile))
    guard let signedPreKey = try input.privatePreKey(exchange.signedPreKeyID, in: "signed_prekeys"),
      let preKey = try input.privatePreKey(exchange.preKeyID, in: "prekeys")
    else { throw UnknownPreKey() }
    let secret = try X3DH.respond(
      identity: identity, signedPreKey: signedPreKey, oneTimePreKey: preKey, initiatorIdentity: exchange.identityKey,
      ephemeral: exchange.ephemeralKey, parameters: profile.x3dh)
    return common(secret, exchange, responder: profile.publicKey(of: identity), profile)
  }

  private static func common(
    _ secret: borrowing SecretBytes, _ exchange: KeyExchangeID, responder: IdentityKey, _ profile: Profile
  ) -> [String: VectorValue] {
    func associatedData(_ sender: Session.Role) -> VectorValue {
      .bytes(profile.associatedData(of: exchange, responder: responder, sender: sender))
    }
    return [
      "shared_secret": .bytes(secret.declassified()),
      "associated_data": .fields([
        "from_initiator": associatedData(.initiator), "from_responder": associatedData(.responder),
      ]),
    ]
  }
}
