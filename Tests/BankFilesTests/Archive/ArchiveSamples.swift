import CZlib

@testable import BankFiles

/// Archives made by hand, byte by byte after the specifications.
enum ArchiveSamples {
    static func compressed(_ bytes: [UInt8], _ wrapping: czlib_wrapping, level: Int32 = 6) -> [UInt8] {
        let room = czlib_deflate_bound(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: room) { output, count in
            guard let start = output.baseAddress else { return }
            count = bytes.withUnsafeBufferPointer {
                czlib_deflate(wrapping, level, $0.baseAddress, $0.count, start, room)
            }
        }
    }

    static func gzip(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] { compressed(bytes, CZLIB_GZIP, level: level) }

    struct Member {
        var name: [UInt8]
        var content: [UInt8]
        var method = 8
        var flags = 0
        /// Checksum and sizes behind the data instead of before them.
        var hasDescriptor = false
        var isDescriptorSigned = true
        var isLarge = false
        /// Changes the checksum.
        var isDamaged = false

        init(_ name: String, _ content: String, method: Int = 8) {
            self.name = Array(name.utf8)
            self.content = Array(content.utf8)
            self.method = method
        }
    }

    static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }

    static func zip(_ members: [Member], listed: Int? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for member in members {
            let packed = member.method == 8 ? compressed(member.content, CZLIB_RAW) : member.content
            let sum = UInt64(Inflater.checksum(member.content[...], after: 0)) ^ (member.isDamaged ? 1 : 0)
            let (large, late) = (member.isLarge, member.hasDescriptor)
            let flags = UInt64(member.flags | (late ? 8 : 0))
            let sizes = [UInt64(packed.count), UInt64(member.content.count)]
            let extra: [UInt8] =
                large && !late
                ? little(1, 2) + little(16, 2) + little(sizes[1], 8) + little(sizes[0], 8) : []
            bytes += little(0x0403_4B50, 4) + little(45, 2) + little(flags, 2) + little(UInt64(member.method), 2)
            bytes += little(0, 4) + little(late ? 0 : sum, 4)
            for size in sizes { bytes += little(late ? 0 : large ? 0xFFFF_FFFF : size, 4) }
            bytes +=
                little(UInt64(member.name.count), 2) + little(UInt64(extra.count), 2) + member.name + extra + packed
            if late {
                if member.isDescriptorSigned { bytes += little(0x0807_4B50, 4) }
                bytes += little(sum, 4) + little(sizes[0], large ? 8 : 4) + little(sizes[1], large ? 8 : 4)
            }
            directory += little(0x0201_4B50, 4) + [UInt8](repeating: 0, count: 24)
            directory += little(UInt64(member.name.count), 2) + [UInt8](repeating: 0, count: 16) + member.name
        }
        let count = UInt64(listed ?? members.count)
        if listed != nil { directory = Array(directory.prefix(directory.count / max(members.count, 1) * Int(count))) }
        bytes += directory + little(0x0605_4B50, 4) + little(0, 4) + little(count, 2) + little(count, 2)
        return bytes + little(UInt64(directory.count), 4) + little(0, 4) + little(0, 2)
    }
}

/// What lies in a file, as the layer under the readers says it.
struct Unpacked: Hashable {
    struct Content: Hashable {
        var name: String?
        var bytes: [UInt8] = []
        var warnings: [String] = []
        var reason: BankFileFinding?
        var isEnded = false
    }

    var contents: [Content] = []
    var failure: BankFileFinding?

    init(_ file: [UInt8], pieces: Int = 65_536) {
        let decompression = Decompression()
        var start = 0
        while start < file.count {
            let end = min(start + pieces, file.count)
            decompression.feed(Array(file[start..<end])) { take($0) }
            start = end
        }
        decompression.finish { take($0) }
    }

    /// Nothing is wrong with the file or what lies in it.
    var isWhole: Bool { failure == nil && contents.allSatisfy { $0.isEnded && $0.reason == nil } }

    private mutating func take(_ event: Decompression.Event) {
        switch event {
        case .begin(let name): contents.append(Content(name: name))
        case .bytes(let bytes): contents[contents.count - 1].bytes += bytes
        case .warning(let finding): contents[contents.count - 1].warnings.append(finding.message)
        case .end(let reason):
            contents[contents.count - 1].reason = reason
            contents[contents.count - 1].isEnded = true
        case .failed(let finding): failure = finding
        }
    }
}
