import Foundation
import TestSupport

/// A device whose process is killed and started again on the same store.
final class Survivor {
  /// In microseconds: a little more than most requests take, so that kills come before, within and after transactions.
  private static let longestDelay: UInt32 = 4_000

  let party: Party
  /// The device that texts go to.
  private let peer: Party
  /// Stanzas to be read, in the order in which they were handed out.
  var inbox: [Parcel] = []
  private var process: PipeProcess

  init(_ party: Party, peer: Party) throws {
    self.party = party
    self.peer = peer
    process = try party.pipe()
  }

  /// The answers to all of `jobs`.
  func answers(to jobs: [Job]) throws -> [PipeAnswer] {
    try process.send(jobs.map { $0.request(to: peer.jid) })
    return try jobs.map { _ in try process.nextAnswer() }
  }

  /// The answers to as many of `jobs` as were answered before the process was killed.
  func answersUntilKilled(to jobs: [Job], using random: inout SplitMix64) throws -> [PipeAnswer] {
    try process.send(jobs.map { $0.request(to: peer.jid) })
    var answers: [PipeAnswer] = []
    for _ in 0..<Int.random(in: 0..<jobs.count, using: &random) { answers.append(try process.nextAnswer()) }
    usleep(UInt32.random(in: 0..<Self.longestDelay, using: &random))
    answers += try process.killNow()
    process = try party.pipe()
    return answers
  }

  /// Puts stanzas back that a killed process did not answer for. Only the first of what it left may have been read: it
  /// takes one request after another.
  func takeBack(_ jobs: ArraySlice<Job>) {
    var parcels: [Parcel] = []
    for (index, job) in jobs.enumerated() {
      guard case .decrypt(var parcel) = job else { continue }
      if index == 0 { parcel.isInDoubt = true }
      parcels.append(parcel)
    }
    inbox.insert(contentsOf: parcels, at: 0)
  }
}
