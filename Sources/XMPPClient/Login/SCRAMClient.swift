import Crypto
import Primitives
import XML

/// The client's side of SCRAM (RFC 5802, and RFC 7677 for SHA-256) as a state machine over its messages.
package struct SCRAMClient: Sendable {
  private enum State: Sendable {
    case sentFirst
    case sentProof(serverKey: SymmetricKey, authMessage: String)
    case verified
  }

  /// The message that opens the exchange.
  package let firstMessage: String
  private let firstMessageBare: String
  private let mechanism: SASLMechanism
  private let binding: ChannelBinding
  private let password: String
  private let nonce: String
  private var state = State.sentFirst

  /// - Parameter nonce: at least 18 random bytes in printable characters other than the comma.
  package init(
    _ mechanism: SASLMechanism, user: String, password: String, binding: ChannelBinding, nonce: String
  ) throws(SCRAMError) {
    guard let user = SASLprep.prepare(user), let password = SASLprep.prepare(password) else {
      throw .unusableCredentials
    }
    self.mechanism = mechanism
    self.binding = binding
    self.password = password
    self.nonce = nonce
    firstMessageBare = "n=\(Self.escape(user)),r=\(nonce)"
    firstMessage = binding.header + firstMessageBare
  }

  /// Answers the server's first message with the proof.
  package mutating func respond(to serverFirst: String) throws(SCRAMError) -> String {
    guard case .sentFirst = state else { throw .malformed }
    let challenge = try SCRAMChallenge(serverFirst, clientNonce: nonce)
    let hash = mechanism.hash
    guard
      let salted = try? hash.saltedPassword(password, salt: challenge.salt, iterations: challenge.iterations)
    else { throw .malformed }
    let withoutProof = "c=\(TextEncoding.base64(binding.input)),r=\(challenge.nonce)"
    let authMessage = "\(firstMessageBare),\(serverFirst),\(withoutProof)"
    let clientKey = hash.mac("Client Key", key: salted)
    let signature = hash.mac(authMessage, key: SymmetricKey(data: hash.hash(clientKey)))
    let proof = zip(clientKey, signature).map { $0 ^ $1 }
    let serverKey = SymmetricKey(data: hash.mac("Server Key", key: salted))
    state = .sentProof(serverKey: serverKey, authMessage: authMessage)
    return "\(withoutProof),p=\(TextEncoding.base64(proof))"
  }

  /// Checks the server's last message: only who has a verifier of the password can sign it.
  package mutating func verify(_ serverFinal: String) throws(SCRAMError) {
    guard case .sentProof(let serverKey, let authMessage) = state, serverFinal.utf8.count <= SCRAMChallenge.maximumLength,
      let field = serverFinal.split(separator: ",", omittingEmptySubsequences: false).first,
      let signature = SCRAMChallenge.value("v", of: field).flatMap(TextEncoding.decodeBase64)
    else { throw .malformed }
    guard mechanism.hash.isMAC(signature, of: authMessage, key: serverKey) else { throw .wrongServerSignature }
    state = .verified
  }

  /// Whether the server has proved itself; a success without it is none.
  package var isVerified: Bool {
    if case .verified = state { true } else { false }
  }

  /// RFC 5802 section 5.1. A name with a comma could otherwise bring a nonce of its own.
  private static func escape(_ user: String) -> String {
    var escaped = ""
    for scalar in user.unicodeScalars {
      switch scalar {
      case "=": escaped += "=3D"
      case ",": escaped += "=2C"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
