/// Where a run stands. Each stage lists what leads on from it; whatever else arrives ends the run.
enum SMPStage: ~Copyable, Sendable {
  /// We are the initiator and have sent nothing. `begin` leads on.
  case ready
  /// We are the initiator. Message 2 leads on.
  case awaitingSecond(SMPAwaitingSecond)
  /// We are the responder, and the user is being asked. Her answer leads on.
  case awaitingAnswer(SMPMessage1)
  /// We are the responder. Message 3 leads to the result.
  case awaitingThird(SMPAwaitingThird)
  /// We are the initiator. Message 4 leads to the result.
  case awaitingFourth(SMPAwaitingFourth)
  /// Nothing leads on.
  case over

  var isReady: Bool {
    switch self {
    case .ready: true
    default: false
    }
  }

  var isOver: Bool {
    switch self {
    case .over: true
    default: false
    }
  }

  var isOffered: Bool {
    switch self {
    case .awaitingSecond: true
    default: false
    }
  }

  /// The first message, while the user is being asked.
  var invitation: SMPMessage1? {
    switch self {
    case .awaitingAnswer(let message): message
    default: nil
    }
  }
}
