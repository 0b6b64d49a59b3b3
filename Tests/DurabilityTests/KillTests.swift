import Testing

@Suite("Processes that are killed")
struct KillTests {
  @Test("C6 crash consistency: wherever a process is killed, no message key is used twice, and no text is lost or shown twice")
  func kills() throws {
    let conversation = try KilledConversation(seed: Proof.seed)
    try conversation.run(kills: Proof.count(short: 200, long: 10_000))
    conversation.checkTexts()
    try conversation.checkConversation()
  }
}
