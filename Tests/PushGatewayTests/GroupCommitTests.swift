import Testing

@testable import PushGateway

@Suite("Commits in groups")
struct GroupCommitTests {
  @Test("Where the database is away, a group fails at once: none of its changes is tried again by itself")
  func unavailable() async throws {
    let database = UnreachableDatabase()
    let commits = GroupCommit(database: database)
    let errors = await withTaskGroup(of: StoreError?.self) { group in
      for number in 0..<20 {
        group.addTask {
          do {
            try await commits.commit(key: [UInt8(number)]) { _ in }
            return nil
          } catch {
            return error as? StoreError
          }
        }
      }
      return await group.reduce(into: [StoreError?]()) { $0.append($1) }
    }
    #expect(errors.count == 20 && errors.allSatisfy { $0 == .unavailable })
    #expect(database.transactions <= 20)
  }
}
