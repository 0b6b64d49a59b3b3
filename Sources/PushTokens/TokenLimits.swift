/// The bounds and periods of push tokens. Periods are in seconds.
package enum TokenLimits {
  /// Tokens in one payload, read or written. ChatSecure sent one, its protocol notes say "one or more"; four batches
  /// are room for a sender with other habits, and 20 tokens still make a message of 2 KB.
  package static let tokensPerPayload = 20

  /// UTF-8 bytes of an endpoint. URLs in use have about 60, UnifiedPush's, which hold an encrypted address, some 500;
  /// 2048 is what every server and proxy takes. Each held token keeps a copy.
  package static let endpointBytes = 2048

  /// Fresh tokens that each device of a contact is brought up to: what ChatSecure fetched at once. Knocks are rare, and
  /// a token serves for more than one.
  package static let batch = 5

  /// With fewer fresh tokens than this at a contact's device, the next message to it carries more. Not 5: a message for
  /// every knock would tell the server that there was one. Not 1: the refill may be lost or late.
  package static let replenishBelow = 3

  /// Tokens of ours that one contact may have outstanding: batches for ten devices. A contact who burns tokens to be
  /// sent more finds the end here, and can go on with those it has until they expire.
  package static let givenPerContact = 50

  /// Tokens kept of one contact: the other side of ``givenPerContact``. A contact who sends more pushes out its own
  /// oldest, no one else's.
  package static let heldPerContact = 50

  /// Unclaimed tokens that a device is brought up to: four batches, for a contact with several devices who writes first.
  package static let pool = 20

  /// With fewer unclaimed tokens than a batch, more are fetched: the next device that lacks some is to find a whole one.
  package static let poolBelow = batch

  /// Tokens that are taken into the pool at once: as many as it holds, five times over. What a gateway sends beyond that is
  /// none of its business.
  package static let addedAtOnce = 100

  /// How long a token of ours is good for: 30 days, the ChatSecure server's own figure. Push services see tokens in
  /// clear, so they must not live on; a contact who is away for a month gets new ones with the next message.
  ///
  /// It is also taken for the lifetime, from receipt, of a token that came without an expiry: its server drops it then,
  /// and a stranger's secret is not kept for ever.
  package static let lifetime: Int64 = 30 * 24 * 3600

  /// A token of ours that expires within 24 hours is not handed out and not counted as in supply: a message may wait a
  /// day for its reader, clocks differ, and what then arrives would be of no use (ChatSecure's start-up purge).
  package static let expiryMargin: Int64 = 24 * 3600

  /// How long after its expiry a token of ours still names its contact: 24 hours. The push may have been sent in time
  /// and waited at Apple's for a phone that was off.
  package static let recognitionGrace: Int64 = 24 * 3600

  /// How deep JSON may nest: the payload does 2 deep, a member that we don't know may go further. The decoder recurses,
  /// so 65535 brackets would take its stack.
  package static let jsonDepth = 8

  /// UTF-8 bytes of `extra_data`, of which the notes say "anything goes" and which nobody sent. Even with every byte
  /// escaped it leaves room for the tokens in a TLV.
  package static let extraDataBytes = 4096

  /// The bytes of a gateway's answer: 16 KiB; its largest, an account, has some 200.
  package static let gatewayAnswerBytes = 16 * 1024

  /// UTF-8 bytes of a gateway's credential or device id: 256. ChatSecure's have 40 and 36.
  package static let credentialBytes = 256

  /// The bytes of a TLV's value, and so of a JSON payload: its length field has 16 bits (OTR 3, section on TLVs).
  package static let tlvBytes = 65535
}
