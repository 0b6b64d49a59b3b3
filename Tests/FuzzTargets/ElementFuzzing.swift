import OMEMO
import X3DH
import XML

/// The elements of OMEMO: what is read is written so that it reads the same again.
enum ElementFuzzing {
  static func runBundle(_ input: [UInt8]) {
    guard let element = try? Element.parse(input), let bundle = try? PreKeyBundle(element) else { return }
    precondition((try? PreKeyBundle(bundle.element)) == bundle)
    precondition(Set(bundle.oneTimePreKeys.map(\.id)).count == bundle.oneTimePreKeys.count)
    precondition(bundle.oneTimePreKeys.count <= OMEMOLimits.preKeysPerBundle)
    _ = try? bundle.verified()
  }

  static func runDeviceList(_ input: [UInt8]) {
    guard let element = try? Element.parse(input), let list = try? DeviceList(element) else { return }
    precondition((try? DeviceList(list.element)) == list)
    precondition(list.entries.count <= OMEMOLimits.devicesPerAccount)
  }

  static func runEncrypted(_ input: [UInt8]) {
    guard let element = try? Element.parse(input), let message = try? EncryptedMessage(element) else { return }
    for encrypted in message.encrypted {
      precondition((try? EncryptedElement(encrypted.element)) == encrypted)
      precondition(encrypted.keys.reduce(0) { $0 + $1.keys.count } <= OMEMOLimits.keysPerMessage)
    }
  }

  static func runEnvelope(_ input: [UInt8]) {
    guard var envelope = try? Envelope(parsing: input), let written = try? envelope.serialised() else { return }
    // Resources are not written: an envelope is from an account to an account.
    envelope.from = envelope.from?.bare
    envelope.to = envelope.to?.bare
    precondition((try? Envelope(parsing: Array(written.utf8))) == envelope)
  }
}
