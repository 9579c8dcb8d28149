/** Arabic, what is said only once it is asked for. */
import type { EvidenceAnswers, EvidenceMessages } from '../../disputes/evidence/messages.ts'
import { byCode } from '../../shared/by-code.ts'
import { rtl } from '../../shared/isolate.ts'
import type { DisputeStatuses, ThreadMessages } from '../../thread/messages.ts'
import type { TraceMessages } from '../../trace/messages.ts'

const disputeStatuses: DisputeStatuses = {
  warning_needs_response: 'استفسار البنك ينتظر ردًا',
  warning_under_review: 'البنك يراجع الرد على استفساره',
  warning_closed: 'أُغلق استفسار البنك',
  needs_response: 'النزاع ينتظر ردًا',
  under_review: 'البنك يقرر في النزاع',
  won: 'رُبح النزاع',
  lost: 'خُسر النزاع',
  prevented: 'مُنع النزاع',
}

export const thread: ThreadMessages = {
  loading: 'جارٍ تحميل السجل…',
  failed: 'تعذّر تحميل السجل.',
  inStripe: 'فتح في Stripe',
  receipt: 'الإيصال',
  paid: (method, sum) => rtl`دُفع ${sum}: ${method}`,
  captured: (sum) => rtl`حُصّل المزيد: ${sum} إجمالًا`,
  refundRequested: (sum) => rtl`طُلب استرداد ${sum}`,
  refundNotMade: (sum) => rtl`لم يُنفّذ استرداد ${sum}`,
  approvalRequested: (sum) => rtl`طُلبت الموافقة على استرداد ${sum}`,
  approved: (sum) => rtl`تمت الموافقة على استرداد ${sum}`,
  declined: (sum) => rtl`رُفض استرداد ${sum}`,
  withdrawn: (sum) => rtl`سُحب طلب استرداد ${sum}`,
  approvalExpired: (sum) => rtl`انتهت مهلة استرداد ${sum}: لم يوافق عليه أحد خلال 7 أيام`,
  refund: (sum, status) => rtl`استرداد ${sum}: ${status}`,
  refundUnchanged: (sum) => rtl`جديد عن استرداد ${sum}`,
  paidOut: (method, sum) => rtl`صُرف بطريقة أخرى: ${method} ${sum}`,
  removed: (method, sum) => rtl`حُذف: ${method} ${sum}`,
  disputed: (sum) => rtl`متنازع عليه: ${sum}`,
  inquiry: (sum) => rtl`استفسار من البنك عن ${sum}`,
  reopened: (sum) => rtl`نزاع من جديد: ${sum}`,
  evidenceSubmitted: 'قُدّمت الأدلة',
  disputeStatus: byCode(disputeStatuses, 'تغيّر النزاع'),
}

export const trace: TraceMessages = {
  title: 'أين هذا الاسترداد؟',
  referenceTitle: 'مرجع البنك',
  noReferenceYet: 'لم يعطِ البنك مرجعًا بعد. يصل عادةً خلال أسبوع.',
  noReference: 'هذا البنك لا يعطي مرجعًا.',
  expected: (from, to) => rtl`يصل عادةً بين ${from} و${to}.`,
  late: (to) => rtl`كان يجب أن يصل حتى ${to}. يستطيع بنك العميل تتبعه بالمرجع.`,
  copy: 'نسخ',
  copied: 'نُسخ',
  copyFailed: 'تعذّر النسخ. حدّد النص وانسخه.',
  tellTitle: 'ما يُقال للعميل',
  language: 'اللغة',
  print: 'طباعة',
  printFailed: 'تعذّرت الطباعة من هذه الصفحة. انسخ النص بدلًا من ذلك.',
  languageFailed: 'تعذّر تحميل هذه اللغة. تحقق من الاتصال وحاول مرة أخرى.',
  tell: {
    sent: (sum, date, to) =>
      to === null
        ? rtl`أرسلنا استردادك بمبلغ ${sum} بتاريخ ${date} بالطريقة التي دفعت بها.`
        : rtl`أرسلنا استردادك بمبلغ ${sum} بتاريخ ${date} إلى بطاقتك ${to}.`,
    waiting: (sum) => rtl`استردادك بمبلغ ${sum} قيد الإعداد ولم يُرسل بعد.`,
    window: (from, to) => rtl`تحتاج البنوك من 5 إلى 10 أيام عمل، فتوقّعه بين ${from} و${to}.`,
    late: 'كان يجب أن يكون قد وصل: اطلب من بنكك البحث عنه.',
    shape: 'قد يظهر كإيداع، أو تختفي الدفعة نفسها من كشف حسابك.',
    reference: (reference) => rtl`يستطيع بنكك العثور عليه بهذا المرجع: ${reference}.`,
  },
  slip: {
    title: 'استرداد',
    invoice: 'الفاتورة',
    customer: 'العميل',
    amount: 'المبلغ المستردّ',
    date: 'تاريخ الاسترداد',
    to: 'أُعيد إلى',
    expected: 'الوصول المتوقع',
    reference: 'مرجع البنك',
    between: (from, to) => rtl`من ${from} إلى ${to}`,
  },
}

const answers: EvidenceAnswers = {
  bank_cannot_process: 'إثبات أن الدفعة كانت مفوّضة وأن العميل وافق على الدفع.',
  check_returned: 'إثبات أن المبلغ كان مستحقًا على العميل، وما اتُّفق عليه بعد ذلك.',
  credit_not_processed: 'الاسترداد مع مرجعه البنكي، أو سياسة الاسترداد وإثبات علم العميل بها.',
  customer_initiated: 'ما يُظهر أن العميل استلم ما دفع ثمنه: التسليم والتوقيع والرسائل.',
  debit_not_authorized: 'التفويض أو الطلب الذي وقّعه العميل.',
  duplicate: 'الفاتورتان أو الإيصالان اللذان يُظهران عمليتي شراء، أو استرداد إحداهما.',
  fraudulent: 'إيصال أو تسليم موقّع، ورسائل العميل، ومشتريات سابقة بلا نزاع، والشريحة أو الرقم السري على القارئ.',
  incorrect_account_details: 'بيانات البنك التي أعطاك إياها العميل.',
  insufficient_funds: 'إثبات أن المبلغ كان مستحقًا على العميل. وعليه عادةً أن يدفع من جديد.',
  noncompliant: 'ما تطلبه شبكة البطاقات كما تسرده Stripe.',
  product_not_received: 'إثبات التسليم: استلام موقّع، ورقم التتبع، ورسائل العميل.',
  product_unacceptable: 'صور أو شهادة أو تقييم، وما وُصف عند البيع، وأي عرض للإصلاح أو الاستبدال.',
  subscription_canceled: 'الشروط، ومتى وكيف ألغى العميل.',
  unrecognized: 'إيصال وتسليم باسم العميل، وكيف يظهر متجرك في كشف الحساب.',
}

export const evidence: EvidenceMessages = {
  answers: byCode(answers, 'الإيصال والتسليم والرسائل مع العميل وشروطك. تسرد Stripe ما يطلبه البنك.'),
}
