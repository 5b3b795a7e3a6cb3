// Beginnings of runbook files: each is whole and without faults, so that one can start from something that works.

export const TEMPLATE_NAMES = ['health', 'guided', 'rolling'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** The text of a new file that calls itself `id`. */
export function runbookTemplate(name: TemplateName, id: string): string {
  return TEMPLATES[name].replace('{{id}}', id);
}

const TEMPLATES: Readonly<Record<TemplateName, string>> = {
  health: `runbook: {{id}}
title: { en: Look after the servers, ar: تفقّد الخوادم }
summary: { en: Reads what matters and says what is not as it should be., ar: يقرأ المهم ويقول ما ليس كما ينبغي. }
area: operations

steps:
  - id: nodes
    title: { en: Every server answers, ar: كل خادم يجيب }
    why: { en: A server that is down takes its share of safety with it., ar: الخادم المتوقف يُضعف أمان البيانات. }
    otherwise: { en: Look at its log before you start it again., ar: انظر في سجله قبل أن تشغّله من جديد. }
    check:
      - { reading: redis.nodes.down, is: 0 }
      - { reading: mongo.members.down, is: 0 }
  - id: lag
    title: { en: Copies keep up, ar: النسخ مواكبة }
    check: { reading: mongo.lag.max, below: 10 s }
  - id: backup
    title: { en: The backup is fresh, ar: النسخة الاحتياطية حديثة }
    report: true
    check: { reading: backup.last.age, below: 26 h }
  - id: rest
    title: { en: What else there is to see, ar: ما يُرى غير ذلك }
    look: [redis.memory.share, mongo.connections.share, problems.count]
`,
  guided: `runbook: {{id}}
title: { en: A change by hand, ar: تغيير يدوي }
summary: { en: 'Asks for a backup first, then for the change, then looks whether all is well.', ar: 'يطلب نسخة احتياطية أولًا، ثم التغيير، ثم يتأكد أن كل شيء بخير.' }
area: operations
way-back: { en: Restore the backup that was taken first., ar: استعد النسخة الاحتياطية التي أُخذت أولًا. }

parameters:
  - { name: ticket, label: { en: Change ticket, ar: رقم طلب التغيير }, kind: text, required: true }

steps:
  - phase: { en: Before, ar: قبل }
    steps:
      - id: backup
        title: { en: Take a backup, ar: أخذ نسخة احتياطية }
        when: { reading: backup.last.age, above: 1 h }
        call: { runbook: backup.take }
  - phase: { en: The change, ar: التغيير }
    steps:
      - id: change
        title: { en: 'Make the change of {ticket}', ar: 'نفّذ التغيير {ticket}' }
        how:
          en: |
            1. Say in the channel that you begin.
            2. Make the change.
          ar: |
            1. أعلن في القناة أنك تبدأ.
            2. نفّذ التغيير.
        worked: { en: The change shows where it should., ar: يظهر التغيير حيث ينبغي. }
        otherwise: { en: Stop here and take the way back., ar: توقّف هنا واسلك طريق العودة. }
        manual: { answers: [done, stop] }
  - phase: { en: After, ar: بعد }
    steps:
      - id: well
        title: { en: All is well, ar: كل شيء بخير }
        verify: { reading: problems.critical, is: 0, within: 2 min }
`,
  rolling: `runbook: {{id}}
title: { en: Server after server, ar: خادمًا بعد خادم }
summary: { en: Goes from one server to the next only when the last one answers again., ar: لا ينتقل إلى الخادم التالي قبل أن يجيب السابق. }
area: operations

parameters:
  - name: servers
    label: { en: Health addresses of the servers, ar: عناوين فحص الخوادم }
    help: { en: 'Parted by commas, for example https://app-1.example/health', ar: 'تفصل بينها فواصل، مثل https://app-1.example/health' }
    kind: list
    required: true

steps:
  - for-each:
      parameter: servers
      as: server
      steps:
        - id: before
          title: { en: '{server} answers', ar: '{server} يجيب' }
          http: { url: '{server}', timeout: 5 s }
        - id: work
          title: { en: 'Do the work on {server}', ar: 'نفّذ العمل على {server}' }
          manual: { answers: [done, stop] }
        - id: after
          title: { en: '{server} answers again', ar: '{server} يجيب من جديد' }
          http: { url: '{server}', within: 3 min, every: 3 s }
`,
};
