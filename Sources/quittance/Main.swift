internal import ArgumentParser

@main
struct Quittance: AsyncParsableCommand {
    func run() async throws {}
}
