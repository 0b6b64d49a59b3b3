import Pawl
import Testing
import XML
import XMPPClient

@testable import Messenger

@Suite("How often a device puts itself back on the list")
struct PublicationBudgetTests {
  @Test("B2 flapping: taken off the list a hundred times in a hundred seconds, it comes back ten times, and in an hour again")
  func bounded() {
    var budget = PublicationBudget()
    var granted = 0
    for second in 0..<100 where budget.spend(at: 1000 + Int64(second)) { granted += 1 }
    #expect(granted == PublicationBudget.limit)
    let late = budget.spend(at: 1000 + PublicationBudget.period - 1)
    let later = budget.spend(at: 1000 + PublicationBudget.period)
    #expect(!late && later)
  }

  @Test("B2 flapping: with each word of the server that it was taken off the list it asks the budget, too")
  func events() async throws {
    let offline = try await OfflineMessenger("alice@a.test")
    let word = try Element.parse(
      """
      <message xmlns='jabber:client' from='alice@a.test'><event xmlns='http://jabber.org/protocol/pubsub#event'>\
      <items node='\(Namespace.omemo2.deviceListNode)'><item id='current'>\
      <devices xmlns='\(Namespace.omemo2.rawValue)'><device id='7'/></devices></item></items></event></message>
      """)
    for _ in 0..<100 {
      let isDone = await offline.messenger.take(IncomingMessage(way: .direct, stanza: word, message: word))
      #expect(isDone)
    }
    await offline.messenger.announce.finish()
    var published = 0
    for await event in offline.messenger.events {
      if case .failed(.action(.publishDeviceList), .offline) = event { published += 1 }
    }
    #expect(published == PublicationBudget.limit)
  }

  @Test("A clock that is set back does not stop it")
  func clock() {
    var budget = PublicationBudget()
    for number in 0..<Int64(PublicationBudget.limit) { _ = budget.spend(at: 1_000_000 + number) }
    let ahead = budget.spend(at: 1_000_020)
    let setBack = budget.spend(at: 500)
    #expect(!ahead && setBack)
  }
}
