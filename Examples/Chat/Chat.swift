import Foundation
import Pawl
import XML
import XMPPClient

/// A device behind a connection, and a conversation with one contact.
///
/// This is all that an app does for OMEMO: stanzas go from the client to the device, and what the device asks for is carried
/// out with the client.
actor Chat {
  let device: Device
  let client: Client
  let account: JID
  let contact: JID
  private var isReady = false
  private var waiting: [String] = []  // typed before the account was online

  init(device: Device, client: Client, account: JID, contact: JID) {
    (self.device, self.client, self.account, self.contact) = (device, client, account, contact)
  }

  /// Stays online until ``leave()``.
  func run() async throws {
    let connection = Task { try await client.run() }
    for await event in client.events { await take(event) }
    try await connection.value
  }

  /// Waits until what was typed is sent.
  func leave() async {
    while !waiting.isEmpty { try? await Task.sleep(for: .milliseconds(50)) }
    await client.close()
  }

  private func take(_ event: ClientEvent) async {
    switch event {
    case .online(let address, _, let resumed):
      if !resumed { await prepare() }
      isReady = true
      show("online as \(address); you are device \(device.id), \(device.fingerprint)")
      while !waiting.isEmpty { await act(on: waiting[0]); waiting.removeFirst() }
    case .offline(let error, let pause):
      isReady = false
      show("offline (\(error)); next try in \(pause.components.seconds + 1) s")
    case .message(let message, let receipt):
      await take(message)
      await client.handled(receipt)  // only now: the message is on disk
    case .presence(_, let receipt):
      await client.handled(receipt)
    case .unconfirmed(let stanzas):
      show("\(stanzas.count) stanzas may not have arrived")
    }
  }

  /// What is due after a login: this device is published, and the contact's devices are looked up.
  private func prepare() async {
    for namespace in Namespace.allCases.reversed() {
      await perform([
        .publishBundle(namespace), .fetchDeviceList(jid: account.description, namespace), .publishDeviceList(namespace),
        .fetchDeviceList(jid: contact.description, namespace),
      ])
    }
    await attempt { await self.perform(try await self.device.maintain(now: .now)) }
  }

  private func take(_ incoming: IncomingMessage) async {
    if let event = PubSubEvent(incoming) {
      guard Namespace.allCases.contains(where: { $0.deviceListNode == event.node }), let list = event.items.last?.payload
      else { return }
      return await attempt {
        await self.perform(try await self.device.importDeviceList(list.serialized(), of: event.owner.description))
      }
    }
    let isEncrypted = Namespace.allCases.contains { !incoming.message.elements("encrypted", $0.rawValue).isEmpty }
    guard isEncrypted, let stanza = try? incoming.stanza.serialized() else { return }
    do throws(ReceiveError) {
      let received = try await device.receive(stanza, now: .now)
      for event in received.events { show(event, of: received.sender) }
      await perform(received.actions)
    } catch {
      await explain(error, stanza)
    }
  }

  private func show(_ event: Event, of sender: Sender) {
    let mark = sender.trust == .verified ? "" : " (\(sender.trust.rawValue))"
    switch event {
    case .message(let message): if let text = message.text { show("\(sender.jid)\(mark): \(text)") }
    case .encryptionEnded(let contact, let reason): show("\(contact) ended encryption. \(reason ?? "")")
    case .verification(let step): show("verification with \(sender.jid): \(step); the pawl command answers it")
    case .trustChanged(let change): show("trust: \(change)")
    case .thisDeviceDistrusted(let device): show("\(device.jid) no longer trusts this device")
    case .tokens, .empty: break
    }
  }

  private func explain(_ error: ReceiveError, _ stanza: String) async {
    switch try? await device.remedy(for: error, to: stanza) {
    case .ignore: break
    case .startSession(let sender, let namespace): await repair(sender, namespace)
    case .offerRepair(let sender, _): show("unreadable; /repair \(sender.device) begins a new session")
    case .reviewKey(let sender): show("\(sender.jid) device \(sender.device) has another key than before")
    case .notice, .retry, nil: show("a message came that cannot be read here")
    }
  }

  func repair(_ peer: Recipient, _ namespace: Namespace) async {
    await perform([.fetchBundle(jid: peer.jid, device: peer.device, namespace)])
    await attempt {
      await self.perform([.send(stanza: try await self.device.repair(peer.jid, device: peer.device, now: .now))])
    }
  }

  /// A line of the user's: a text, or a command.
  func type(_ line: String) async {
    guard isReady, waiting.isEmpty else { return waiting.append(line) }
    await act(on: line)
  }

  private func act(on line: String) async {
    if line.hasPrefix("/") { return await attempt { try await self.command(line) } }
    guard !line.isEmpty else { return }
    await attempt {
      // A list that was not known leads to bundles: what is missing is asked for twice.
      for _ in 1...2 { await self.perform(try await self.device.missing(for: [self.contact.description])) }
      let sent = try await self.device.encrypt(line, to: self.contact.description, now: .now)
      await self.perform([.send(stanza: sent.stanza)] + sent.actions)
      for omission in sent.omitted {
        self.show("not for \(omission.recipient.jid) device \(omission.recipient.device): \(omission.reason.rawValue)")
      }
    }
  }

  /// A text may come from a stranger: nothing in it may move the cursor.
  func show(_ line: String) {
    let text = String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  func attempt(_ body: () async throws -> Void) async {
    do { try await body() } catch { show("failed: \(error)") }
  }
}
