/// One section of the HTML report with its table.
struct HTMLTable {
    struct Column {
        let title: String
        /// A class of the style sheet.
        let style: String
    }

    typealias Cell = (inout HTMLWriter) -> Void

    /// The id of its section.
    let name: String
    let title: String
    /// What a row is, for the caption.
    let meaning: String
    let columns: [Column]
    /// Of all rows, those included that are left out.
    let count: Int
    /// The cells of one row, the first of them its heading.
    let row: (_ place: Int) -> [Cell]

    func write(to main: inout HTMLWriter) {
        main.element("section", ["id": name, "aria-labelledby": "\(name)-heading"]) { section in
            section.element("h2", ["id": "\(name)-heading"], "\(title) (\(count))")
            guard count > 0 else { return section.element("p", ["class": "quiet"], "None.") }
            section.element(
                "div",
                ["class": "scroll", "tabindex": "0", "role": "region", "aria-labelledby": "\(name)-heading"]
            ) { region in region.element("table") { writeTable(to: &$0) } }
        }
        main.lineEnd()
    }

    private func writeTable(to table: inout HTMLWriter) {
        let shown = min(count, ReconciliationResult.htmlRowsMax)
        let left = count - shown
        let note = left > 0 ? " The first \(shown) of \(count) are here; \(left) are left out, --csv has all." : ""
        table.element("caption", meaning + note)
        table.element("thead") { head in
            head.element("tr") { row in
                for column in columns { row.element("th", ["scope": "col", "class": column.style], column.title) }
            }
        }
        table.lineEnd()
        table.element("tbody") { body in
            for place in 0..<shown {
                body.element("tr") { writer in
                    for (number, cell) in row(place).enumerated() {
                        let style = columns.indices.contains(number) ? columns[number].style : "text"
                        if number == 0 {
                            writer.element("th", ["scope": "row", "class": style], cell)
                        } else {
                            writer.element("td", ["class": style], cell)
                        }
                    }
                }
                body.lineEnd()
            }
        }
    }
}
