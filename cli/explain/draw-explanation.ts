/** Draws an explanation for a person. */
import type { CliContext } from '../context.ts'
import { formatValue, wrap } from '../format.ts'
import { formatNumber } from '@cognito-trigger-suite/local/internal/console/page/format'
import { drawTable } from '../table.ts'
import type { MemberKind } from '@cognito-trigger-suite/triggers/internal/definition'
import type { Paint } from '../terminal.ts'
import type { Explanation, Said } from './explanation.ts'
import type { TokenRow, TokenTotal } from './token-table.ts'

const memberTitles = {
  rule: 'Rules',
  'claim source': 'Claim sources, a later one overrides an earlier one',
  effect: 'Effects',
  message: 'Messages, the first that speaks is sent',
} as const satisfies Record<MemberKind, string>

/** Longer lists are counted, not written out. */
const mostSourcesNamed = 2

export function drawExplanation(
  { paint, columns }: Pick<CliContext, 'paint' | 'columns'>,
  explanation: Explanation,
): string {
  const { event, trigger, triggerSource, eventVersion, facts, members, tokens } = explanation
  return [
    `${paint.strong(trigger)}  ${triggerSource} version ${eventVersion}  ${paint.quiet(event)}`,
    `  ${drawDecision(paint, explanation)}`,
    ...Object.entries(explanation.notes).flatMap(([name, value]) =>
      explanation.isObserved === true && name === 'observed' && Array.isArray(value)
        ? value.map((line) => `  ${name}: ${String(line)}`)
        : [`  ${name}: ${formatValue(value)}`],
    ),
    ...(members[0] === undefined
      ? []
      : ['', paint.strong(`  ${memberTitles[members[0].kind]}`), drawMembers(paint, members)]),
    ...drawMessage(paint, columns, explanation),
    ...(facts.length === 0 ? [] : ['', paint.strong('  Facts'), drawFacts(paint, facts)]),
    ...(tokens === undefined ? [] : ['', ...drawTokens(paint, tokens)]),
  ].join('\n')
}

function drawDecision(paint: Paint, { decision, tokens, isObserved }: Explanation): string {
  if (decision.kind === 'deny') {
    const isByBudget = tokens?.totals.some(({ fate }) => fate === 'denied') === true
    return `${paint.refused('⊘ denied')} by ${isByBudget ? 'the size budget' : decision.by}: ${decision.text}`
  }
  if (isObserved === true)
    return `${paint.good('✓ allowed')}: only observed, so that the tokens stay as they are without it`
  const effects = decision.effects.length === 0 ? '' : `, then ${decision.effects.join(', ')}`
  return `${paint.good('✓ allowed')}${effects}`
}

function drawMembers(paint: Paint, members: Explanation['members']): string {
  const hasDecided = members.some(({ isDecisive }) => isDecisive)
  return drawTable(paint, {
    head: ['name', 'said', 'facts'],
    rows: members.map(({ name, said, sources, facts, isDecisive, kind }) => {
      const rest = said.kind === 'deny' && hasDecided && !isDecisive ? paint.quiet(' as well') : ''
      const text =
        said.kind === 'silent'
          ? paint.quiet(`nothing: it speaks for ${describeSources(sources)}`)
          : drawSaid(paint, said, kind)
      return [name, `${text}${rest}`, facts.join(', ')]
    }),
  })
}

function drawSaid(paint: Paint, said: Said, kind: Explanation['members'][number]['kind']): string {
  switch (said.kind) {
    case 'silent':
      return ''
    case 'not asked':
      return paint.quiet(`nothing: one before it ${kind === 'message' ? 'is sent' : 'denied'}`)
    case 'defect':
      return `${paint.refused('defect')} ${said.cause}`
    case 'deny':
      return `${paint.refused('deny')} ${said.code}`
    case 'allow':
      switch (kind) {
        case 'claim source':
          return [
            said.claims.length === 0 ? 'no claims' : `${paint.good('adds')} ${said.claims.join(', ')}`,
            ...('observed' in said.notes ? [drawNote('observed', said.notes['observed'])] : []),
          ].join(' ')
        case 'effect':
          return said.effects.length === 0 ? 'not due' : paint.good('due')
        case 'message':
          return Object.keys(said.response).length === 0
            ? "nothing: Cognito's own text is sent"
            : paint.good('is sent')
        case 'rule':
          return [
            paint.good('pass'),
            ...(Object.keys(said.response).length === 0 ? [] : [`with ${formatValue(said.response)}`]),
            ...(said.effects.length === 0 ? [] : [`then ${said.effects.join(', ')}`]),
            ...Object.entries(said.notes).map(([name, value]) => drawNote(name, value)),
          ].join(' ')
      }
  }
}

const partTitles = { emailSubject: 'Subject', emailMessage: 'Mail', smsMessage: 'Text for a phone' } as const

/** What Cognito sends, whole. */
function drawMessage(paint: Paint, columns: number, { decision, members }: Explanation): readonly string[] {
  if (decision.kind === 'deny' || members[0]?.kind !== 'message') return []
  const parts = new Map(Object.entries(decision.response))
  return Object.entries(partTitles).flatMap(([part, title]) => {
    const text = parts.get(part)
    if (text === undefined) return []
    return ['', paint.strong(`  ${title}`), ...wrap(String(text), columns - 2).map((line) => `  ${line}`)]
  })
}

/** Observed members are the reason for the call, so that they are written out whole. */
function drawNote(name: string, value: unknown): string {
  return `${name} ${name === 'observed' && Array.isArray(value) ? value.join('; ') : formatValue(value)}`
}

function describeSources(sources: readonly string[]): string {
  return sources.length > mostSourcesNamed ? `${sources.length} other sources` : sources.join(', ')
}

function drawFacts(paint: Paint, facts: Explanation['facts']): string {
  return drawTable(paint, {
    head: ['name', 'read from', 'here from', 'value'],
    rows: facts.map((fact) => [
      fact.name,
      fact.dependency,
      fact.isRead ? fact.origin : `${fact.origin}, not read`,
      fact.state === 'known' ? formatValue(fact.value) : `missing, denies ${fact.code ?? ''}`,
    ]),
  })
}

function drawTokens(paint: Paint, { rows, totals }: NonNullable<Explanation['tokens']>): readonly string[] {
  return totals.flatMap((total, index) => {
    const own = rows.filter(({ token }) => token === total.token)
    return [
      ...(index === 0 ? [] : ['']),
      paint.strong(`  ${describeTotal(total)}`),
      `  ${formatNumber(total.bytes)} bytes of JSON added, ${formatNumber(total.encodedBytes)} in the encoded token`,
      ...(own.length === 0 ? ['  nothing'] : [drawRows(paint, own, total)]),
    ]
  })
}

function describeTotal({ token, tokenBytes, fittedBytes, budgetBytes, fate }: TokenTotal): string {
  const name = token === 'id' ? 'ID token' : 'Access token'
  const [before, after, budget] = [tokenBytes, fittedBytes, budgetBytes].map(formatNumber)
  if (fate === 'fits') return `${name}: within its budget of ${budget} bytes`
  const over = `${name}: ${before} bytes, over its budget of ${budget}`
  switch (fate) {
    case 'denied':
      return `${over}: denied`
    case 'trimmed':
      return `${over}: trimmed to ${after}`
    case 'still over':
      return `${over}: ${after} when all that may go is gone`
  }
}

function drawRows(paint: Paint, rows: readonly TokenRow[], { fate }: TokenTotal): string {
  const isAnyCut = rows.some(({ isCut }) => isCut)
  return drawTable(paint, {
    head: [
      'what',
      'name',
      'value',
      'bytes',
      'priority',
      'from',
      ...(isAnyCut ? [fate === 'denied' ? 'trimming would' : 'budget'] : []),
    ],
    numbers: [3, 4],
    rows: rows.map((row) => [
      row.kind,
      row.name,
      row.value === undefined ? '' : formatValue(row.value),
      formatNumber(row.bytes),
      describePriority(row),
      row.from ?? '',
      ...(isAnyCut ? [describeFate(paint, row, fate)] : []),
    ]),
  })
}

function describePriority({ priority }: TokenRow): string {
  if (priority === undefined) return ''
  return priority === -1 ? 'first' : String(priority)
}

function describeFate(paint: Paint, { priority, isCut }: TokenRow, fate: TokenTotal['fate']): string {
  if (priority === undefined) return ''
  const isDenied = fate === 'denied'
  return isCut ? paint.refused(isDenied ? 'cut it' : 'cut') : isDenied ? 'keep it' : 'kept'
}
