internal import ReconciliationWorld

/// Precision and recall by kind of receipt in one labelled world.
struct ClassTable: Encodable {
    struct Row: Encodable {
        let kind: String
        let posted: Int
        /// Parts of one; `nil` without any.
        let postedPrecision: Double?
        let postedRecall: Double?
        let leftWithDocuments: Int
        let suggestedPrecision: Double?
        let suggestedRecall: Double?

        private enum CodingKeys: String, CodingKey {
            case kind, posted
            case postedPrecision = "posted_precision"
            case postedRecall = "posted_recall"
            case leftWithDocuments = "left_with_documents"
            case suggestedPrecision = "suggested_precision"
            case suggestedRecall = "suggested_recall"
        }

        fileprivate init(_ figures: ClassFigures) {
            func part(_ millionths: Int?) -> Double? { millionths.map { Double($0) / 1_000_000 } }
            let (judged, suggested) = (figures.judged, figures.suggested)
            (kind, posted, leftWithDocuments) = (figures.name, judged.posted, suggested.withDocuments)
            (postedPrecision, postedRecall) = (part(judged.precision), part(judged.recall))
            (suggestedPrecision, suggestedRecall) = (part(suggested.precision), part(suggested.setRate))
        }
    }

    let world: String
    let rows: [Row]
    /// In Markdown, as docs/reconciliation-evidence.md has it.
    let text: String

    private enum CodingKeys: String, CodingKey { case world, rows }

    init(_ judge: Judge, world: String) {
        self.world = world
        rows = judge.classes.map(Row.init)
        text = judge.classReport
    }
}
