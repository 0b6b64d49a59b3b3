import Messenger
import Testing

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

  @Test("A clock that is set back does not stop it")
  func clock() {
    var budget = PublicationBudget()
    for number in 0..<Int64(PublicationBudget.limit) { _ = budget.spend(at: 1_000_000 + number) }
    let ahead = budget.spend(at: 1_000_020)
    let setBack = budget.spend(at: 500)
    #expect(!ahead && setBack)
  }
}
