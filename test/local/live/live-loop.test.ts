/** What a round does with an edit: nothing is built or started here, and a test says when each part of the work is done. */
import { beforeEach, expect, test } from 'vitest'
import type { Edition } from '../../../local/live/edition.ts'
import { createLiveLoop, type LiveLoop } from '../../../local/live/live-loop.ts'
import type { LiveView } from '../../../local/live/live-view.ts'
import type { FunctionModel, StackModel } from '../../../local/template/stack-model.ts'

const names = ['pre-sign-up', 'post-confirmation'] as const

type Plans = Edition['plans']

const plans: Plans = {
  calls: {
    'pre-sign-up': [],
    'post-confirmation': [],
    'provisioning-worker': [],
  },
  workerCopies: 1,
  tokens: { forMachines: [] },
  refusals: [],
  proofs: [],
  mailSenders: [],
  mailMessages: [],
  attributes: [],
  groups: [],
}

/** The suite calls the table at sign-up. */
const callingPlans: Plans = {
  ...plans,
  calls: { ...plans.calls, 'pre-sign-up': [{ dependency: 'table', actions: ['dynamodb:GetItem'] }] },
}

function makeFunction(trigger: string, settings: Partial<FunctionModel> = {}): FunctionModel {
  return {
    logicalId: trigger,
    trigger,
    functionName: trigger,
    functionArn: `arn:aws:lambda:eu-west-1:000000000000:function:${trigger}`,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    codeDir: `/editions/0/triggers/${trigger}`,
    memoryMb: 512,
    timeoutS: 5,
    environment: {},
    aliases: ['live'],
    ...settings,
  }
}

const model: StackModel = {
  region: 'eu-west-1',
  accountId: '000000000000',
  stackName: 'stack',
  functions: names.map((name) => makeFunction(name)),
  permissions: [],
  userPool: { id: 'pool', arn: 'arn', properties: {} },
  clients: [],
  groups: [],
  resourceServers: [],
  table: { name: 'table', arn: 'arn', properties: {} },
  identityProviders: [],
  secretArns: [],
  grantedSecrets: [],
  withoutEffect: [],
}

const digests = (code: Partial<Record<(typeof names)[number], string>> = {}): Edition['digests'] =>
  new Map(names.map((name) => [name, code[name] ?? 'first']))

let editions: (Edition | Error | Promise<Edition>)[]
let wanted: StackModel | Error
let settings: readonly string[]
let adopted: StackModel[]
let views: Omit<LiveView, 'atMs'>[]
let synthesized: number
let loop: LiveLoop

beforeEach(() => {
  editions = []
  wanted = model
  settings = []
  adopted = []
  views = []
  synthesized = 0
  let ms = 0
  loop = createLiveLoop(
    {
      async build() {
        const next = editions.shift()
        if (next === undefined || next instanceof Error) throw next ?? new Error('no more editions')
        return next
      },
      async synthesize() {
        synthesized += 1
        if (wanted instanceof Error) throw wanted
        return wanted
      },
      async adopt(next) {
        adopted.push(next)
      },
      onRound: () => Promise.resolve(),
      changedSettings: () => settings,
      onSettingsAdopted: () => {
        settings = []
      },
      show: (view) => views.push(view),
      monotonicMs: () => (ms += 100),
    },
    { model, plans, digests: digests() },
  )
})

const edition = (number: number, code: Parameters<typeof digests>[0], ofPlans = plans): Edition => ({
  directory: `/editions/${number}`,
  plans: ofPlans,
  digests: digests(code),
})

const codeOf = (of: StackModel | undefined): readonly string[] =>
  of?.functions.map(({ codeDir }) => codeDir) ?? []

async function edit(kind: 'sources' | 'infra' = 'sources'): Promise<void> {
  loop.change(kind)
  await loop.idle()
}

test('an edit swaps the functions whose code is other than before, and no others', async () => {
  editions = [edition(1, { 'pre-sign-up': 'new' })]

  await edit()

  expect(adopted.map(codeOf)).toEqual([
    ['/editions/1/triggers/pre-sign-up', '/editions/0/triggers/post-confirmation'],
  ])
  expect(views).toEqual([{ kind: 'runs', lines: ['pre-sign-up runs the new code after 100 ms.'] }])
  expect(synthesized).toBe(0)
})

test('an edit of which no function is made swaps nothing', async () => {
  editions = [edition(1, {})]

  await edit()

  expect(adopted).toEqual([])
  expect(views).toEqual([{ kind: 'runs', lines: [] }])
})

test('a broken edit leaves the last good one running and is told with its place, until the next good one', async () => {
  editions = [new Error('suite.ts:3 does not build: Unexpected "=".'), edition(2, {})]

  await edit()
  await edit()

  expect(adopted).toEqual([])
  expect(views).toEqual([
    { kind: 'broken', lines: ['suite.ts:3 does not build: Unexpected "=".', 'The last good edit runs.'] },
    { kind: 'runs', lines: [] },
  ])
})

test('a function that calls something else is swapped with its new environment only, the others at once', async () => {
  editions = [edition(1, { 'pre-sign-up': 'new', 'post-confirmation': 'new' }, callingPlans)]
  wanted = {
    ...model,
    functions: [
      makeFunction('pre-sign-up', { environment: { TABLE: 't' } }),
      makeFunction('post-confirmation'),
    ],
  }

  await edit()

  expect(adopted.map(codeOf)).toEqual([
    ['/editions/0/triggers/pre-sign-up', '/editions/1/triggers/post-confirmation'],
    ['/editions/1/triggers/pre-sign-up', '/editions/1/triggers/post-confirmation'],
  ])
  expect(adopted[0]?.functions[0]?.environment).toEqual({})
  expect(adopted[1]?.functions[0]?.environment).toEqual({ TABLE: 't' })
  expect(views.map(({ lines }) => lines)).toEqual([
    ['post-confirmation runs the new code after 100 ms.', 'A new template is made for pre-sign-up.'],
    ['post-confirmation runs the new code after 100 ms.', 'pre-sign-up was restarted with another TABLE.'],
  ])
})

test('a plan that the synthesis refuses keeps the old function, also after the next edit of another', async () => {
  editions = [
    edition(1, { 'pre-sign-up': 'new' }, callingPlans),
    edition(2, { 'pre-sign-up': 'new', 'post-confirmation': 'new' }, callingPlans),
  ]
  wanted = new Error('pre-sign-up takes 6,000 ms.')

  await edit()
  await edit()

  expect(adopted.map(codeOf)).toEqual([
    ['/editions/0/triggers/pre-sign-up', '/editions/2/triggers/post-confirmation'],
  ])
  expect(views.at(-1)).toEqual({
    kind: 'broken',
    lines: [
      'pre-sign-up takes 6,000 ms.',
      'post-confirmation runs the new code after 100 ms.',
      'The template, pre-sign-up stay as they were.',
    ],
  })

  editions = [new Error('suite.ts:3 does not build: Unexpected "=".')]
  await edit()

  expect(views.at(-1)?.lines).toEqual([
    'suite.ts:3 does not build: Unexpected "=".',
    'The last good edit runs, but not in pre-sign-up.',
  ])
})

test('a cdk.json that the synthesis refuses leaves the new code running, which is told', async () => {
  editions = [edition(1, { 'pre-sign-up': 'new' })]
  wanted = new Error('cdk.json: pool has no callbackUrl.')

  await edit('infra')

  expect(adopted).toHaveLength(1)
  expect(views.at(-1)).toEqual({
    kind: 'broken',
    lines: [
      'cdk.json: pool has no callbackUrl.',
      'pre-sign-up runs the new code after 100 ms.',
      'The template stays as it was.',
    ],
  })
})

test('a setting of cdk.json that a running pool can follow holds at once', async () => {
  editions = [edition(1, {})]
  settings = ['pool.passwordPolicy']
  wanted = { ...model, userPool: { ...model.userPool, properties: { Policies: { PasswordPolicy: {} } } } }

  await edit('infra')

  expect(adopted.at(-1)?.userPool.properties).toEqual({ Policies: { PasswordPolicy: {} } })
  expect(views).toEqual([
    { kind: 'runs', lines: ['cdk.json: pool.passwordPolicy changed and holds now: no restart is needed.'] },
  ])
})

test('a setting that changes nothing here is told so', async () => {
  editions = [edition(1, {})]
  settings = ['pool.alarmTopicArn']
  wanted = { ...model, withoutEffect: ['Alarm.AlarmActions'] }

  await edit('infra')

  expect(views.flatMap(({ lines }) => lines)).toEqual([
    'cdk.json: pool.alarmTopicArn changed, which has no effect on this machine: no restart is needed.',
  ])
})

test('a setting that needs a restart is told by name, also after later edits, until it is taken back', async () => {
  editions = [edition(1, {}), edition(2, { 'pre-sign-up': 'new' }), edition(3, { 'pre-sign-up': 'new' })]
  settings = ['pool.callbackUrls']
  wanted = { ...model, domain: 'other' }
  const sentence =
    'cdk.json: pool.callbackUrls changed, and with it the domain: restart npm start to have it. Users stay if it was started with --data.'

  await edit('infra')
  await edit()
  settings = []
  wanted = model
  await edit('infra')

  expect(views).toEqual([
    { kind: 'restart', lines: [sentence] },
    { kind: 'restart', lines: ['pre-sign-up runs the new code after 100 ms.', sentence] },
    { kind: 'runs', lines: [] },
  ])
})

test('a trigger that is new is asked from now on, until it is removed', async () => {
  const withMore: Plans = { ...plans, calls: { ...plans.calls, 'pre-authentication': [] } }
  const more = edition(1, {}, withMore)
  editions = [
    { ...more, digests: new Map([...more.digests, ['pre-authentication', 'first']]) },
    edition(2, {}),
  ]
  wanted = { ...model, functions: [...model.functions, makeFunction('pre-authentication')] }

  await edit()
  wanted = model
  await edit()

  expect(adopted.map((each) => codeOf(each)[2])).toEqual([
    '/editions/1/triggers/pre-authentication',
    undefined,
  ])
  expect(views.map(({ kind, lines }) => [kind, ...lines])).toEqual([
    ['runs', 'A new template is made for pre-authentication.'],
    ['runs', 'pre-authentication is asked from now on.'],
    ['runs', 'A new template is made for pre-authentication.'],
    ['runs', 'pre-authentication is not asked any more.'],
  ])
})

test('another name of a function needs a restart', async () => {
  editions = [edition(1, {})]
  wanted = {
    ...model,
    functions: model.functions.map((each) => ({ ...each, functionName: `other-${each.trigger}` })),
  }

  await edit('infra')

  expect(adopted).toEqual([])
  expect(views.flatMap(({ lines }) => lines)).toEqual([
    'the names of the functions changed: restart npm start to have it. Users stay if it was started with --data.',
  ])
})

test('an edit while another is built is the one that counts; what the other was about is not forgotten', async () => {
  const building = Promise.withResolvers<Edition>()
  editions = [building.promise, edition(2, { 'pre-sign-up': 'newer' })]
  settings = ['pool.passwordPolicy']
  wanted = { ...model, userPool: { ...model.userPool, properties: { Policies: {} } } }

  loop.change('infra')
  await expect.poll(() => editions.length).toBe(1)
  loop.change('sources')
  building.resolve(edition(1, { 'pre-sign-up': 'new' }))
  await loop.idle()
  editions = [edition(3, { 'pre-sign-up': 'newer' })]
  await edit()

  expect(adopted.map((each) => codeOf(each)[0])).not.toContain('/editions/1/triggers/pre-sign-up')
  expect(adopted.at(-1)?.userPool.properties).toEqual({ Policies: {} })
})

test('after the end no edit begins', async () => {
  await loop.close()

  expect(views).toEqual([])
})
