import Pawl

extension Chat {
  /// What a line that begins with `/` does.
  func command(_ line: String) async throws {
    let words = line.split(separator: " ").map(String.init)
    let known = try await device.devices(of: contact.description)
    let wanted = words.count == 2 ? known.first { $0.device.description == words[1] } : nil
    switch (words[0], wanted) {
    case ("/devices", _):
      for each in known { show("device \(each.device): \(each.trust.rawValue), \(each.fingerprint?.description ?? "no key yet")") }
    case ("/trust", .some(let device)): try await decide(.trusted, on: device)
    case ("/verify", .some(let device)): try await decide(.verified, on: device)
    case ("/reject", .some(let device)): try await decide(.distrusted, on: device)
    case ("/repair", .some(let device)):
      await repair(Recipient(jid: device.jid, device: device.device), device.listings.max() ?? .omemo2)
    default:
      show("/devices, /trust N, /verify N, /reject N, /repair N; N is a device of \(contact). Ctrl-D ends it")
    }
  }

  /// Compare the fingerprint with the one on the other screen before `/verify`.
  private func decide(_ trust: Trust, on known: KnownDevice) async throws {
    guard let fingerprint = known.fingerprint else { return show("its key is not known yet") }
    await perform(try await device.setTrust(trust, in: fingerprint, of: known.jid, device: known.device, now: .now).actions)
    show("device \(known.device) is \(trust.rawValue)")
  }
}
