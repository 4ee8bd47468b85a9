import PaymentVocabulary

extension ProviderReport {
    /// Not part of an income or an expense: top-ups, withdrawals, transfers between one's own accounts.
    private static let neutral: Set<String> = ["不计收支", "/", "中性交易", "其他", ""]
    /// Parts of a status that say that no money has moved.
    private static let unmoved = ["关闭", "失败", "取消", "等待付款", "待支付", "待付款", "未", "撤销", "处理中", "冻结"]
    private static let yuan = Currency("CNY")

    /// Source: the exports of Alipay and WeChat Pay for persons, Alipay's bills `trade` and `signcustomer`, WeChat Pay's
    /// v3 `tradebill` and `fundflowbill` with their version 2 predecessors; JD and Meituan have exports of the same build.
    static let chinese: [ProviderReport] = [
        ProviderReport(
            name: "WeChat Pay trade bill",
            issuer: "WeChat Pay",
            signs: [["微信订单号"], ["商户订单号"], ["交易状态"], ["手续费"]],
            columns: [
                (.date, ["交易时间"]), (.currency, ["货币种类"]), (.grossCredit, ["应结订单金额", "总金额", "订单金额"]),
                (.grossDebit, ["退款金额", "申请退款金额"]), (.fee, ["手续费"]), (.type, ["交易状态"]),
                (.id, ["微信退款单号", "微信订单号"]), (.source, ["微信订单号"]),
                (.reference, ["商户退款单号", "商户订单号"]), (.rate, []), (.account, ["商户号"]),
                (.counterpartyAccount, ["用户标识"]), (.description, ["商品名称"]), (.status, ["退款状态"]),
            ],
            frame: .totals([
                "总交易单数": .rows, "应结订单总金额": .column(["应结订单金额"]), "总交易额": .column(["总金额", "应结订单金额"]),
                "退款总金额": .column(["退款金额"]), "总退款金额": .column(["退款金额"]),
                "充值券退款总金额": .column(["充值券退款金额"]), "手续费总金额": .column(["手续费"]),
                "订单总金额": .column(["订单金额"]), "申请退款总金额": .column(["申请退款金额"]),
            ]),
            currency: yuan,
            unbookedParts: ["processing", "fail", "change", "closed"] + unmoved
        ),
        ProviderReport(
            name: "WeChat Pay funds bill",
            issuer: "WeChat Pay",
            signs: [["记账时间"], ["资金流水单号"], ["收支类型"], ["收支金额(元)"]],
            columns: [
                (.date, ["记账时间"]), (.amount, ["收支金额(元)"]), (.direction, ["收支类型"]), (.type, ["业务名称", "业务类型"]),
                (.id, ["资金流水单号"]), (.source, ["微信支付业务单号"]), (.reference, ["业务凭证号"]),
                (.description, ["备注"]),
            ],
            frame: .totals([
                "资金流水总笔数": .rows, "收入笔数": .creditRows, "收入金额": .credits, "支出笔数": .debitRows, "支出金额": .debits,
            ]),
            currency: yuan,
            debitWords: ["支出"]
        ),
        ProviderReport(
            name: "WeChat Pay statement",
            issuer: "WeChat Pay",
            signs: [["交易时间"], ["收/支"], ["金额(元)"], ["当前状态"]],
            columns: [
                (.date, ["交易时间"]), (.amount, ["金额(元)"]), (.direction, ["收/支"]), (.type, ["交易类型"]),
                (.status, ["当前状态"]), (.id, ["交易单号"]), (.reference, ["商户单号"]), (.counterparty, ["交易对方"]),
                (.funding, []), (.description, ["商品", "备注"]),
            ],
            frame: .tallies(isBehind: false),
            currency: yuan,
            debitWords: ["支出"],
            neutralWords: neutral,
            unbookedParts: unmoved
        ),
        ProviderReport(
            name: "Alipay account bill",
            issuer: "Alipay",
            signs: [["账务流水号"], ["收入金额(+元)", "收入(+元)"], ["支出金额(-元)", "支出(-元)"]],
            columns: [
                (.date, ["发生时间", "入账时间"]), (.netCredit, ["收入金额(+元)", "收入(+元)"]),
                (.netDebit, ["支出金额(-元)", "支出(-元)"]), (.type, ["业务类型", "业务描述"]), (.id, ["账务流水号"]),
                (.source, ["业务流水号", "业务基础订单号"]), (.reference, ["商户订单号", "业务订单号"]),
                (.counterpartyAccount, ["对方账号", "对方账户"]), (.description, ["商品名称", "备注"]),
            ],
            frame: .tallies(isBehind: true),
            currency: yuan,
            hasNegativeDebits: true
        ),
        ProviderReport(
            name: "Alipay trade bill",
            issuer: "Alipay",
            signs: [["支付宝交易号"], ["业务类型"], ["商家实收(元)", "实收净额(元)"]],
            columns: [
                (.date, ["完成时间", "创建时间"]), (.gross, ["商家实收(元)", "订单金额(元)"]),
                (.fee, ["服务费(元)", "手续费(元)"]), (.net, ["实收净额(元)"]), (.type, ["业务类型"]),
                (.id, ["退款批次号/请求号", "退款批次号", "支付宝交易号"]), (.source, ["支付宝交易号"]),
                (.reference, ["商户订单号"]), (.counterpartyAccount, ["对方账户"]), (.description, ["商品名称", "备注"]),
            ],
            fee: .reducing,
            frame: .tallies(isBehind: true),
            currency: yuan
        ),
        ProviderReport(
            name: "Alipay records",
            issuer: "Alipay",
            signs: [["交易号"], ["收/支"], ["金额(元)"], ["交易状态"]],
            columns: [
                (.date, ["付款时间", "交易创建时间"]), (.amount, ["金额(元)"]), (.direction, ["收/支"]), (.fee, ["服务费(元)"]),
                (.type, ["类型"]), (.status, ["交易状态"]), (.id, ["交易号"]), (.reference, ["商家订单号"]),
                (.counterparty, ["交易对方"]), (.impact, ["资金状态"]), (.description, ["商品名称", "备注"]),
            ],
            fee: .aside,
            frame: .tallies(isBehind: true),
            currency: yuan,
            debitWords: ["支出"],
            neutralWords: neutral,
            unbookedParts: unmoved
        ),
        statement("Alipay statement", of: "Alipay", ["商品说明"]),
        statement("JD statement", of: "JD", ["交易说明"]),
        ProviderReport(
            name: "Meituan statement",
            issuer: "Meituan",
            signs: [["交易创建时间"], ["收/支"], ["实付金额"], ["交易单号"]],
            columns: [
                (.date, ["交易成功时间", "交易创建时间"]), (.amount, ["实付金额"]), (.direction, ["收/支"]),
                (.type, ["交易类型"]), (.id, ["交易单号"]), (.reference, ["商家单号"]), (.description, ["订单标题", "备注"]),
            ],
            frame: .tallies(isBehind: false),
            currency: yuan,
            debitWords: ["支出"],
            neutralWords: neutral
        ),
    ]
    private static func statement(_ name: String, of issuer: String, _ sign: [String]) -> ProviderReport {
        ProviderReport(
            name: name,
            issuer: issuer,
            signs: [["交易时间"], ["收/支"], ["金额"], ["交易状态"], ["交易订单号"], sign],
            columns: [
                (.date, ["交易时间"]), (.amount, ["金额"]), (.direction, ["收/支"]), (.type, ["交易分类"]),
                (.status, ["交易状态"]), (.id, ["交易订单号"]), (.reference, ["商家订单号"]),
                (.counterparty, ["交易对方", "商户名称"]), (.counterpartyAccount, ["对方账号"]),
                (.description, ["商品说明", "交易说明", "备注"]),
            ],
            frame: .tallies(isBehind: false),
            currency: yuan,
            debitWords: ["支出"],
            neutralWords: neutral,
            unbookedParts: unmoved,
            hasRemarks: true
        )
    }
}
