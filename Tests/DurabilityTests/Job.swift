/// Something for a process to do.
enum Job {
  case encrypt(text: String)
  case decrypt(Parcel)

  /// - Parameter jid: to whom texts go.
  func request(to jid: String) -> PipeRequest {
    switch self {
    case .encrypt(let text): .encrypt(text, to: jid)
    case .decrypt(let parcel): .decrypt(parcel.stanza)
    }
  }
}
