/// Pawl as one of the implementations that `Scripts/bench` compares: answers lines of standard input, as
/// Benchmarks/README.md says.
@main
struct PawlBench {
  typealias Work = @Sendable (Int) async throws -> Answer

  static func main() async throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: pawl-bench FOLDER")
      return
    }
    let stores = StoreWorks(folder: CommandLine.arguments[1])
    let works = SessionWorks.all.merging(StanzaWorks.all) { first, _ in first }
      .merging(stores.all) { first, _ in first }
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, let count = Int(words[1]) else { return }
      guard let work = works[String(words[0])] else {
        Answer.none.write()
        continue
      }
      try await work(count).write()
    }
  }
}
