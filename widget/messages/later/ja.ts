/** Japanese, what is said only once it is asked for. */
import type { EvidenceAnswers, EvidenceMessages } from '../../disputes/evidence/messages.ts'
import { byCode } from '../../shared/by-code.ts'
import { ltr } from '../../shared/isolate.ts'
import type { DisputeStatuses, ThreadMessages } from '../../thread/messages.ts'
import type { TraceMessages } from '../../trace/messages.ts'

const disputeStatuses: DisputeStatuses = {
  warning_needs_response: '銀行の照会が回答を待っています',
  warning_under_review: '銀行が照会への回答を確認中です',
  warning_closed: '銀行の照会は終了しました',
  needs_response: '不審請求が回答を待っています',
  under_review: '銀行が不審請求を審査中です',
  won: '不審請求に勝ちました',
  lost: '不審請求に負けました',
  prevented: '不審請求は防がれました',
}

export const thread: ThreadMessages = {
  loading: '履歴を読み込み中…',
  failed: '履歴を読み込めませんでした。',
  inStripe: 'Stripe で開く',
  receipt: '領収書',
  paid: (method, sum) => ltr`支払い ${sum}：${method}`,
  captured: (sum) => ltr`追加で確定：合計 ${sum}`,
  refundRequested: (sum) => ltr`返金 ${sum} を依頼`,
  refundNotMade: (sum) => ltr`返金 ${sum} は行われませんでした`,
  approvalRequested: (sum) => ltr`返金 ${sum} の承認を依頼`,
  approved: (sum) => ltr`返金 ${sum} を承認`,
  declined: (sum) => ltr`返金 ${sum} を却下`,
  withdrawn: (sum) => ltr`返金 ${sum} の依頼を取り下げ`,
  approvalExpired: (sum) => ltr`返金 ${sum} の依頼は期限切れ: 7 日以内に承認されませんでした`,
  refund: (sum, status) => ltr`返金 ${sum}：${status}`,
  refundUnchanged: (sum) => ltr`返金 ${sum} の続報`,
  paidOut: (method, sum) => ltr`別の方法で支払い：${method} ${sum}`,
  removed: (method, sum) => ltr`削除：${method} ${sum}`,
  disputed: (sum) => ltr`不審請求：${sum}`,
  inquiry: (sum) => ltr`${sum} についての銀行の照会`,
  reopened: (sum) => ltr`再度の不審請求：${sum}`,
  evidenceSubmitted: '証拠を提出しました',
  disputeStatus: byCode(disputeStatuses, '不審請求に変更がありました'),
}

export const trace: TraceMessages = {
  title: 'この返金はどこにありますか',
  referenceTitle: '銀行の照会番号',
  noReferenceYet: '銀行の照会番号はまだありません。通常は 1 週間以内に届きます。',
  noReference: 'この銀行は照会番号を出しません。',
  expected: (from, to) => ltr`通常は ${from} から ${to} の間に届きます。`,
  late: (to) => ltr`${to} までに届いているはずです。お客様の銀行が照会番号で調べられます。`,
  copy: 'コピー',
  copied: 'コピーしました',
  copyFailed: 'コピーできませんでした。文字を選択してコピーしてください。',
  tellTitle: 'お客様へのご案内',
  language: '言語',
  print: '印刷',
  printFailed: 'このページからは印刷できません。代わりにコピーしてください。',
  languageFailed: 'この言語を読み込めませんでした。接続を確認してもう一度お試しください。',
  tell: {
    sent: (sum, date, to) =>
      to === null ? ltr`${date}に ${sum} を、お支払いと同じ方法でご返金しました。` : ltr`${date}に ${sum} を ${to} にご返金しました。`,
    waiting: (sum) => ltr`${sum} のご返金は準備中で、まだ送金されていません。`,
    window: (from, to) => ltr`銀行の処理に 5～10 営業日かかります。${from} から ${to} の間に届く見込みです。`,
    late: 'すでに届いているはずです。ご利用の銀行にお問い合わせください。',
    shape: '入金として表示されるか、お支払い自体が明細から消えます。',
    reference: (reference) => ltr`銀行ではこの照会番号で調べられます：${reference}`,
  },
  slip: {
    title: '返金のご案内',
    invoice: '請求書',
    customer: 'お客様',
    amount: '返金額',
    date: '返金日',
    to: '返金先',
    expected: '到着予定',
    reference: '銀行照会番号',
    between: (from, to) => ltr`${from} から ${to}`,
  },
}

const answers: EvidenceAnswers = {
  bank_cannot_process: '支払いが承認され、お客様が支払いに同意した証拠。',
  check_returned: 'お客様に支払い義務があった証拠と、その後の取り決め。',
  credit_not_processed: '返金とその銀行照会番号、または返金規定とお客様が知っていた証拠。',
  customer_initiated: 'お客様が購入品を受け取ったことを示すもの：配達、署名、やり取り。',
  debit_not_authorized: 'お客様が署名した委任状または注文書。',
  duplicate: '別々の購入を示す 2 通の請求書か領収書、または一方の返金。',
  fraudulent: '署名済みの領収書や配達記録、お客様とのやり取り、異議のない過去の購入、読み取り機での IC や暗証番号。',
  incorrect_account_details: 'お客様から受け取った口座情報。',
  insufficient_funds: 'お客様に支払い義務があった証拠。通常は再度の支払いが必要です。',
  noncompliant: 'カードネットワークが求めるもの（Stripe に記載）。',
  product_not_received: '配達の証拠：署名済みの受け取り、追跡番号、お客様とのやり取り。',
  product_unacceptable: '写真、鑑定書、販売時の説明、修理や交換の提案。',
  subscription_canceled: '規約と、お客様がいつどのように解約したか。',
  unrecognized: 'お客様名の入った領収書と配達記録、明細での店名の表示。',
}

export const evidence: EvidenceMessages = {
  answers: byCode(answers, '領収書、配達、お客様とのやり取り、規約。銀行が求めるものは Stripe に記載されています。'),
}
