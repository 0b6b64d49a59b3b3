import OMEMO
import Primitives
import X3DH
import XML

/// The element is of the other version of OMEMO.
private struct OtherNamespace: Error {}

/// `bundle`: the element, its signature and its prekeys.
enum BundleVectors: VectorOperation {
  static func output(for input: VectorValue, in profile: Profile) throws -> [String: VectorValue] {
    let bundle = try PreKeyBundle(Element.parse(Array(input.text("xml").utf8))).verified().bundle
    guard bundle.namespace == profile.namespace else { throw OtherNamespace() }
    func preKey(_ preKey: PublicPreKey) -> VectorValue {
      .fields(["id": .number(Int64(preKey.id)), "key": .wire(preKey.key, in: profile)])
    }
    return [
      "bundle": .fields([
        "identity_key": try .wire(bundle.identityKey, in: profile), "signed_prekey": preKey(bundle.signedPreKey),
        "signature": .bytes(bundle.signature.encoded), "prekeys": .list(bundle.oneTimePreKeys.map(preKey)),
      ]),
      "fingerprint": .bytes(try bundle.identityKey.agreementKey().encoded),
    ]
  }
}

/// `devicelist`: the element.
enum DeviceListVectors: VectorOperation {
  static func output(for input: VectorValue, in profile: Profile) throws -> [String: VectorValue] {
    let list = try DeviceList(Element.parse(Array(input.text("xml").utf8)))
    guard list.namespace == profile.namespace else { throw OtherNamespace() }
    return [
      "devices": .list(
        list.entries.map { entry in
          .fields([
            "id": .number(Int64(entry.id.value)), "label": entry.label.map { .text($0) } ?? .null,
            "labelsig": entry.labelSignature.map { .text($0) } ?? .null,
          ])
        })
    ]
  }
}
