/// What is sent to a phone: the push token and, if the sender gave it, `data`. No name, no address, no text of a message.
struct PushPayload: Encodable, Sendable {
  let token: String
  let data: String?
}

/// The JSON that a WebPush subscriber decrypts.
struct WebPushContent: Encodable, Sendable {
  let message: PushPayload
}

/// The JSON that APNs passes on; 4096 bytes at most, of which this takes some 250.
///
/// The SDK of ChatSecure looks for `message` in `aps.alert`, which a silent push may not have; so it stands beside `aps`
/// too. Apple reads the token in either place. A visible push has a fixed text for the app to translate, and
/// `mutable-content`, so that a notification extension may put the contact's name there.
struct APNsContent: Encodable, Sendable {
  struct Alert: Encodable, Sendable {
    let key: String
    let body: String
    let message: PushPayload

    enum CodingKeys: String, CodingKey {
      case key = "loc-key"
      case body, message
    }
  }

  struct Dictionary: Encodable, Sendable {
    var alert: Alert?
    var sound: String?
    var mutableContent: Int?
    var contentAvailable: Int?

    enum CodingKeys: String, CodingKey {
      case alert, sound
      case mutableContent = "mutable-content"
      case contentAvailable = "content-available"
    }
  }

  let aps: Dictionary
  let message: PushPayload

  init(_ push: OutgoingPush) {
    message = PushPayload(token: push.token, data: push.data)
    aps =
      push.isHigh
      ? Dictionary(
        alert: Alert(key: Self.text, body: Self.text, message: message), sound: "default", mutableContent: 1)
      : Dictionary(contentAvailable: 1)
  }

  /// The ChatSecure server's, and so the key under which apps have a translation.
  private static let text = "New Message!"
}
