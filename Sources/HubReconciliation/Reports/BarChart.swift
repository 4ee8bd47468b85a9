/// Horizontal bars as SVG, in whole pixels.
///
/// The picture is one image to a screen reader: its title, and a description with every figure.
struct BarChart {
    struct Bar {
        let label: String
        /// Drawn as this part of `whole`; less than nothing is drawn as nothing.
        let part: Int128
        let whole: Int128
        /// The figure to the right.
        let shown: String
        /// A class of the style sheet.
        let tone: String
    }

    private static let width = 480
    private static let barLeft = 118
    private static let barWidth = 166
    private static let rowHeight = 24
    private static let headingHeight = 28

    /// Makes the ids of its elements; once in a page.
    let name: String
    let title: String
    private var groups: [(heading: String, bars: [Bar])] = []

    init(name: String, title: String) {
        self.name = name
        self.title = title
    }

    mutating func add(_ heading: String, _ bars: [Bar]) { groups.append((heading, bars)) }

    var isEmpty: Bool { groups.isEmpty }

    func write(to writer: inout HTMLWriter) {
        let height = groups.reduce(4) { $0 + Self.headingHeight + $1.bars.count * Self.rowHeight }
        writer.element(
            "svg",
            [
                "viewBox": "0 0 \(Self.width) \(height)", "role": "img",
                "aria-labelledby": "\(name)-title \(name)-description",
            ]
        ) { svg in
            svg.element("title", ["id": "\(name)-title"], title)
            svg.element("desc", ["id": "\(name)-description"], description)
            var top = 0
            for (heading, bars) in groups {
                svg.element("text", ["class": "group", "x": "0", "y": "\(top + 19)"], heading)
                top += Self.headingHeight
                for bar in bars {
                    Self.write(bar, top: top, to: &svg)
                    top += Self.rowHeight
                }
            }
        }
        writer.lineEnd()
    }

    private static func write(_ bar: Bar, top: Int, to svg: inout HTMLWriter) {
        write(bar.label, right: barLeft - 8, roomFor: 16, top: top, to: &svg)
        rectangle(width: barWidth, top: top, "track", to: &svg)
        let length = length(bar)
        if length > 0 { rectangle(width: length, top: top, bar.tone, to: &svg) }
        write(bar.shown, right: width, roomFor: 26, top: top, to: &svg)
    }

    /// A text of more characters than there is room for in any font is squeezed into the room.
    private static func write(_ text: String, right: Int, roomFor count: Int, top: Int, to svg: inout HTMLWriter) {
        let y = "\(top + 15)"
        guard text.count > count else {
            return svg.element("text", ["x": "\(right)", "y": y, "text-anchor": "end"], text)
        }
        let room = right == width ? width - barLeft - barWidth - 8 : right
        svg.element(
            "text",
            [
                "x": "\(right)", "y": y, "text-anchor": "end", "textLength": "\(room)",
                "lengthAdjust": "spacingAndGlyphs",
            ],
            text
        )
    }

    private static func rectangle(width: Int, top: Int, _ tone: String, to svg: inout HTMLWriter) {
        svg.element(
            "rect",
            [
                "class": tone, "x": "\(barLeft)", "y": "\(top + 3)", "width": "\(width)", "height": "16", "rx": "2",
            ],
            ""
        )
    }

    /// Something is never drawn as nothing, and less than all never as all.
    private static func length(_ bar: Bar) -> Int {
        guard bar.part > 0, bar.whole > 0 else { return 0 }
        guard bar.part < bar.whole else { return barWidth }
        let (scaled, overflow) = bar.part.multipliedReportingOverflow(by: Int128(barWidth))
        guard !overflow else { return barWidth - 1 }
        return min(max(Int(scaled / bar.whole), 1), barWidth - 1)
    }

    private var description: String {
        groups.map { heading, bars in
            "\(heading): " + bars.map { "\($0.label) \($0.shown)" }.joined(separator: "; ")
        }.joined(separator: ". ")
    }
}
