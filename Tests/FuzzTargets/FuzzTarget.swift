/// What can be fuzzed: each takes any bytes, and traps when something is broken that has to hold for all of them. The
/// fuzzer runs them on ever new inputs, an ordinary test on the corpus.
package enum FuzzTarget: String, CaseIterable, Sendable {
  case xml
  case stream
  case omemo2Message = "omemo2-message"
  case omemo2Exchange = "omemo2-exchange"
  case legacyMessage = "legacy-message"
  case legacyExchange = "legacy-exchange"
  case bundle
  case deviceList = "devicelist"
  case encrypted
  case envelope
  case tokens
  case chatSecure = "chatsecure"
  case backup
  case conversation

  /// The largest input that is worth trying, in bytes: what has several of everything that the format can have. What is
  /// refused by size or number has its ordinary tests.
  package var maximumLength: Int {
    switch self {
    case .xml, .bundle, .deviceList, .encrypted, .envelope, .tokens, .backup: 2048
    case .stream: 1024
    case .omemo2Message, .omemo2Exchange, .legacyMessage, .legacyExchange, .chatSecure: 512
    case .conversation: 64
    }
  }

  package func run(_ input: [UInt8]) {
    switch self {
    case .xml: XMLFuzzing.run(input)
    case .stream: StreamFuzzing.run(input)
    case .omemo2Message: WireFuzzing.runMessage(input, .omemo2)
    case .omemo2Exchange: WireFuzzing.runExchange(input, .omemo2)
    case .legacyMessage: WireFuzzing.runMessage(input, .legacy)
    case .legacyExchange: WireFuzzing.runExchange(input, .legacy)
    case .bundle: ElementFuzzing.runBundle(input)
    case .deviceList: ElementFuzzing.runDeviceList(input)
    case .encrypted: ElementFuzzing.runEncrypted(input)
    case .envelope: ElementFuzzing.runEnvelope(input)
    case .tokens: TokenFuzzing.runElement(input)
    case .chatSecure: TokenFuzzing.runChatSecure(input)
    case .backup: BackupFuzzing.run(input)
    case .conversation: ConversationFuzzing.run(input)
    }
  }
}
