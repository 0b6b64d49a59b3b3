import Pawl
import XML
import XMPPClient

extension Messenger {
  /// Reads the archive from where it was left, page by page, each page in one commit.
  ///
  /// The place to go on from is told after the commit. If it gets lost, messages are read again: those that the ratchet
  /// still remembers are known as duplicates, older ones are told as unreadable.
  func catchUp() async throws(RequestError) {
    guard archive != nil else { return }
    do {
      try await device.beginCatchUp()
      var failure: RequestError?
      do throws(RequestError) { try await readArchive() } catch { failure = error }
      await perform(try await device.endCatchUp(now: now))
      if let failure { throw failure }
    } catch let error as RequestError {
      throw error
    } catch {
      announce.yield(.storeFailed(error as? StorageError ?? .corrupt))
    }
  }

  private func readArchive() async throws(RequestError) {
    var count = 0
    while let start = archive?.next {
      let page: ArchivePage
      do throws(RequestError) {
        page = try await client.archive(from: start)
      } catch {
        guard case .refused(let cause) = error, cause.condition == "item-not-found", case .after = start else { throw error }
        archive?.fallBack()
        continue
      }
      guard await take(page) else { return }
      archive?.take(page)
      count += page.messages.count
      announce.yield(.caughtUp(count, next: archive?.next ?? start))
      if page.next == nil { return }
    }
  }

  /// Learns what the server does. Where that cannot be learned, live messages do not move the place to go on from.
  func learnAboutArchive() async {
    guard let own = try? await features(of: account), let server = try? await features(of: JID(account.domain)) else {
      return
    }
    archive?.learn(account: own, server: server)
  }

  /// Takes note of a live message that is on disk, or of no use. The place to go on from is told after what the message
  /// said: who crashes in between reads it again rather than never.
  func noteLive(_ incoming: IncomingMessage) {
    guard let next = archive?.take(incoming, of: account) else { return }
    announce.yield(.caughtUp(0, next: next))
  }

  /// - Returns: whether it is stored.
  private func take(_ page: ArchivePage) async -> Bool {
    let messages = page.messages.filter { message in
      Namespace.allCases.contains { !message.message.elements("encrypted", $0.rawValue).isEmpty }
        && message.message.attribute("type") != "groupchat"
    }.compactMap { message -> (stanza: String, from: String)? in
      guard let stanza = try? signed(message.stanza).serialized() else { return nil }
      return (stanza, message.message.attribute("from") ?? "")
    }
    do {
      let results = try await device.receive(messages.map(\.stanza), now: now)
      for (message, result) in zip(messages, results) {
        switch result {
        case .success(let received): await take(received)
        case .failure(let error): await take(error, stanza: message.stanza, from: message.from)
        }
      }
      return true
    } catch {
      announce.yield(.storeFailed(error as? StorageError ?? .corrupt))
      return false
    }
  }

  /// A stanza without a sender is from our own account (RFC 6120 section 8.1.2.1).
  private func signed(_ stanza: Element) -> Element {
    guard stanza.attribute("from") == nil else { return stanza }
    var stanza = stanza
    stanza.attributes.append(Attribute("from", account.description))
    return stanza
  }
}
