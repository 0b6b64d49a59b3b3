import Pawl
import XML
import XMPPClient

extension Messenger {
  /// Reads the archive from where it was left, page by page, each page in one commit.
  ///
  /// The place to go on from is told after the commit. If it gets lost, messages are read again, and known as duplicates.
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
    var isComplete = false
    while let start = archive, !isComplete {
      let page: ArchivePage
      do throws(RequestError) {
        page = try await client.archive(from: start)
      } catch {
        // The archive no longer has the message where it was left. The time of that message has to do.
        guard case .refused(let cause) = error, cause.condition == "item-not-found", case .after = start else { throw error }
        archive = archiveStamp.map { .since($0) } ?? .beginning
        continue
      }
      guard await take(page) else { return }
      count += page.messages.count
      isComplete = page.next == nil
      archive = page.next ?? page.messages.last.map { .after(id: $0.id) } ?? start
      archiveStamp = page.messages.last?.stamp ?? archiveStamp
      announce.yield(.caughtUp(count, next: archive ?? start))
    }
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
