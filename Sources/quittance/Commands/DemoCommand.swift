internal import ArgumentParser
internal import Foundation

/// `quittance demo`: the whole story on this machine, and then nothing is left running.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Start a hub and a provider sandbox on loopback and play a few invoices' lives.",
        discussion: """
            Everything happens on 127.0.0.1 and in one folder, which is removed at the end unless --keep or --data is \
            given. Ends with 1 when something was not as the story says.
            """
    )

    @Option(help: "The folder with customers.csv, invoices.csv and the statements.")
    var files = "sandbox/demo"

    @Option(help: "The folder for configuration, database and logs; a temporary one without it.")
    var data: String?

    @Flag(help: "Leave hub and sandbox running until interrupted.")
    var keep = false

    func run() async throws {
        let folder = data ?? FileManager.default.temporaryDirectory.path + "/quittance-demo-\(getpid())"
        let world: DemoWorld
        do {
            world = try await DemoWorld(folder: folder)
        } catch {
            throw Stop.cannotRun("the demo cannot start: \(error); look into \(folder)/hub.log")
        }
        // Written at once: a log that somebody follows shows the story as it happens.
        let story = DemoStory(world: world, files: files) { FileHandle.standardOutput.write(Data("\($0)\n".utf8)) }
        do {
            try await story.tell()
        } catch {
            world.stop()
            throw Stop.tell("the demo failed: \(error); the logs are in \(folder)", Stop.no)
        }
        if keep {
            story.say(
                "\nThe hub goes on at \(world.hubAddress); its key is in \(folder)/secrets.env. Stop it with Ctrl-C."
            )
            world.waitForEnd()
        } else {
            world.stop()
            if data == nil { try? FileManager.default.removeItem(atPath: folder) }
        }
    }
}
