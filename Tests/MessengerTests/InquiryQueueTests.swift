import Pawl
import Testing
import XML

@testable import Messenger

@Suite("What others are asked because of their news")
struct InquiryQueueTests {
  private static func owner(_ number: Int) -> JID {
    try! JID("user\(number)@m.test")
  }

  private static func news(of number: Int) -> Inquiry {
    .fetch(.fetchDeviceStatements(jid: owner(number).description))
  }

  private static func bundle(_ device: Int, of number: Int) throws -> Inquiry {
    .fetch(.fetchBundle(jid: owner(number).description, device: try #require(DeviceID(UInt32(device))), .omemo2))
  }

  @Test("One who gives news without end and never answers is asked one thing, and does not hold up another")
  func stranger() throws {
    var queue = InquiryQueue()
    var taken = 0
    for device in 1...1000 {
      let inquiry = try Self.bundle(device, of: 1)
      if queue.add(inquiry, of: Self.owner(1)) { taken += 1 }
    }
    #expect(taken == InquiryQueue.maximumWaitingOfOwner)
    let first = queue.next(), second = queue.next()
    #expect(first?.owner == Self.owner(1) && second == nil)
    let isTaken = queue.add(Self.news(of: 2), of: Self.owner(2))
    let other = queue.next()
    #expect(isTaken && other?.owner == Self.owner(2))
  }

  @Test("So many owners are asked at once, so many wait, and the rest is dropped")
  func bounded() {
    var queue = InquiryQueue()
    var taken = 0
    for number in 0..<10_000 {
      if queue.add(Self.news(of: number), of: Self.owner(number)) { taken += 1 }
      _ = queue.next()
    }
    #expect(taken == InquiryQueue.maximumUnderWay + InquiryQueue.maximumWaiting)
    queue.end(of: Self.owner(0))
    let next = queue.next(), none = queue.next()
    #expect(next?.owner == Self.owner(InquiryQueue.maximumUnderWay) && none == nil)
  }

  @Test("A text that comes back is not dropped, however much waits, and what waits at the end is told")
  func texts() {
    var queue = InquiryQueue()
    for number in 0..<InquiryQueue.maximumWaiting { _ = queue.add(Self.news(of: number), of: Self.owner(number)) }
    let parcel = ParcelLedger.Parcel(text: "hello", address: "a@a.test", others: ["user1@m.test"])
    for id in 0..<30 {
      let isTaken = queue.add(.moveOn(parcel, id: "\(id)", reason: "gone"), of: Self.owner(1))
      #expect(isTaken)
    }
    let left = queue.clear()
    #expect(left.count == InquiryQueue.maximumWaiting + 30 && left.count(where: \.isText) == 30 && queue.isEmpty)
  }

  @Test("The same news twice is one, but news that comes while it is fetched is fetched again after it")
  func merged() {
    var queue = InquiryQueue()
    for _ in 0..<3 { _ = queue.add(Self.news(of: 1), of: Self.owner(1)) }
    let first = queue.next()
    for _ in 0..<3 { _ = queue.add(Self.news(of: 1), of: Self.owner(1)) }
    queue.end(of: Self.owner(1))
    let second = queue.next()
    queue.end(of: Self.owner(1))
    let third = queue.next()
    #expect(first?.inquiry == Self.news(of: 1) && second?.inquiry == Self.news(of: 1) && third == nil)
    #expect(queue.isEmpty)
  }

  @Test("A session that is being begun is not begun twice for two messages that could not be read")
  func sessions() throws {
    var queue = InquiryQueue()
    let device = Recipient(jid: Self.owner(1).description, device: try #require(DeviceID(1)))
    for _ in 0..<2 { _ = queue.add(.beginSession(device, .omemo2), of: Self.owner(1)) }
    let first = queue.next()
    let isTaken = queue.add(.beginSession(device, .omemo2), of: Self.owner(1))
    queue.end(of: Self.owner(1))
    #expect(first != nil && isTaken)
    #expect(queue.isEmpty)
  }

  @Test("What is asked of one owner is asked in order")
  func order() throws {
    var queue = InquiryQueue()
    for device in 1...5 { _ = queue.add(try Self.bundle(device, of: 1), of: Self.owner(1)) }
    for device in 1...5 {
      let next = queue.next()
      #expect(try next?.inquiry == Self.bundle(device, of: 1))
      queue.end(of: Self.owner(1))
    }
  }
}
