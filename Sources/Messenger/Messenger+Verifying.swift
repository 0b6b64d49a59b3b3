package import Pawl
import XMPPClient

/// Verification by a shared secret over the connection. The other side's messages are answered as they come: see
/// `ReceivedStanza.actions`.
extension Messenger {
  /// Asks a device's user for a secret that both know.
  ///
  /// - Throws: ``VerificationError``, ``RequestError``.
  package func startVerification(of peer: Recipient, secret: String, question: String?) async throws {
    try await fetchMissing(for: [peer.jid])
    let stanza: String
    do throws(VerificationError) {
      stanza = try await device.startVerification(
        of: peer.jid, device: peer.device, secret: secret, question: question, now: now)
    } catch {
      guard case .noSession(let actions) = error, !actions.isEmpty else { throw error }
      await perform(actions)
      stanza = try await device.startVerification(
        of: peer.jid, device: peer.device, secret: secret, question: question, now: now)
    }
    try await post(stanza)
  }

  /// Answers a device that asked.
  package func answerVerification(of peer: Recipient, secret: String) async throws {
    try await post(device.answerVerification(peer.jid, device: peer.device, secret: secret, now: now))
  }

  /// Gives up the run with a device, and tells it.
  package func abortVerification(of peer: Recipient) async throws {
    if let stanza = try await device.abortVerification(peer.jid, device: peer.device, now: now) { try await post(stanza) }
  }
}
